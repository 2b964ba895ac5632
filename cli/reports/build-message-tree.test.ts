import { expect, test } from 'vitest';
import { sampleEvent, sampleMessage } from '../testing/journey-messages.ts';
import { buildMessageTree, type MessageNode } from './build-message-tree.ts';

/** `id×count[children]`. */
function outline(nodes: readonly MessageNode[]): string {
  return nodes
    .map(({ message, causes, count }) => {
      const times = count > 1 ? `×${count}` : '';
      return `${message.messageId}${times}${causes.length > 0 ? `[${outline(causes)}]` : ''}`;
    })
    .join(' ');
}

test('places each message below its cause, ordered by time', () => {
  const { roots, strays } = buildMessageTree([
    sampleEvent('placed', 'order', 30),
    sampleMessage('later', null, { atMs: 50 }),
    sampleEvent('reserved', 'placed', 40),
    sampleMessage('order', 'first', { atMs: 20 }),
    sampleMessage('first', null, { atMs: 10 }),
  ]);
  expect(outline(roots)).toBe('first[order[placed[reserved]]] later');
  expect(strays).toEqual([]);
});

test('collapses repeated polling into the last message with a count', () => {
  const poll = (id: string, atMs: number) => [
    sampleMessage(id, null, { name: 'GET /v1/orders/{id}', atMs }),
    sampleMessage(`${id}-in`, id, { name: 'GET /orders/{id}', atMs: atMs + 1 }),
  ];
  const other = sampleMessage('other', null, { atMs: 25 });
  const { roots } = buildMessageTree([...poll('a', 10), ...poll('b', 20), other, ...poll('c', 30)]);
  expect(outline(roots)).toBe('b×2[b-in] other c[c-in]');
});

test('does not collapse responses of different status', () => {
  const failed = sampleMessage('a', null, { name: 'GET /x', status: 503, atMs: 1 });
  const good = sampleMessage('b', null, { name: 'GET /x', atMs: 2 });
  expect(outline(buildMessageTree([failed, good]).roots)).toBe('a b');
});

test('separates messages that no outside request led to, with what they caused', () => {
  const { roots, strays } = buildMessageTree([
    sampleMessage('root', null),
    sampleMessage('lost', 'unknown', { atMs: 1 }),
    sampleEvent('after-lost', 'lost', 2),
    sampleMessage('uncaused', null, { from: 'gateway', atMs: 3 }),
  ]);
  expect([outline(roots), outline(strays)]).toEqual(['root', 'lost[after-lost] uncaused']);
});

test('terminates on circular causes', () => {
  const { roots, strays } = buildMessageTree([
    sampleMessage('root', null),
    sampleMessage('a', 'b', { atMs: 1 }),
    sampleMessage('b', 'a', { atMs: 2 }),
    sampleMessage('self', 'self', { atMs: 3 }),
  ]);
  expect([outline(roots), outline(strays)]).toEqual(['root', 'a[b] self']);
});
