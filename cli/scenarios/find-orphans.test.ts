import { expect, test } from 'vitest';
import { findOrphans } from './find-orphans.ts';

function request(messageId: string, causationId: string | null, from = 'gateway') {
  return { kind: 'request' as const, name: `GET /${messageId}`, messageId, causationId, from };
}
function event(messageId: string, causationId: string | null) {
  return { kind: 'event' as const, name: 'OrderPlaced', messageId, causationId, from: 'petstore-domain' };
}
const root = request('root', null, 'client');

test.each([
  ['nothing', [], []],
  ['a request from outside', [root], []],
  ['a chain of requests and events', [root, request('a', 'root'), event('b', 'a'), request('c', 'b')], []],
  ['two roots', [root, request('other', null, 'client'), event('b', 'other')], []],
  ['a service that dropped the cause', [root, request('a', null)], ['a']],
  ['an event without a cause', [root, event('b', null)], ['b']],
  ['an event that claims to come from outside', [{ ...event('b', null), from: 'client' }], ['b']],
  ['a cause that is not of the set', [root, request('a', 'elsewhere'), event('b', 'a')], ['a']],
  ['a message that caused itself', [root, request('a', 'a')], ['a']],
  ['causes in a circle', [root, request('a', 'b'), request('b', 'a'), event('c', 'b')], ['a', 'b', 'c']],
  ['a client that names a cause outside of the set', [request('a', 'forged', 'client')], ['a']],
])('finds the orphans of %s', (_what, messages, expected) => {
  expect(findOrphans(messages).map(({ messageId }) => messageId)).toEqual(expected);
});

test('gives the reason for each orphan', () => {
  const reasons = findOrphans([root, request('a', null), request('b', 'x'), request('c', 'c')]).map(
    ({ reason }) => reason,
  );
  expect(reasons).toEqual([
    'gateway sent it without a cause',
    'its cause x is not of the set',
    'its causes run in a circle',
  ]);
});
