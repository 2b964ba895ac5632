import { expect, it } from 'vitest';
import { renderDeadLetters, renderReplay } from './render-dead-letters.ts';

const terminal = { paint: (_style: unknown, text: string) => text, columns: 200 };

it('says so when there is no dead letter', () => {
  expect(renderDeadLetters([], terminal)).toContain('There are no dead letters');
});

const letter = {
  service: 'analytics',
  consumer: 'business',
  messageId: '01a2',
  type: 'OrderPlaced',
  subject: 'ord_1',
  correlationId: 'journey-1',
  state: 'left',
  attempts: 6,
  error: 'no such column',
  parkedAt: '2026-01-02T03:04:05.678Z',
} as const;

it('shows the state and the error of each event', () => {
  const lines = renderDeadLetters([letter, { ...letter, state: 'waiting', error: null }], terminal).split(
    '\n',
  );
  expect(lines[1]).toMatch(
    /analytics +business +OrderPlaced +ord_1 +needs an operator +01a2 +no such column/,
  );
  expect(lines[2]).toContain('waits behind another');
});

it('reports the outcome of a replay, including events that were not attempted in time', () => {
  const nothing = { isSettled: true, handled: [], failed: [], waiting: [] };
  expect(renderReplay(nothing, terminal)).toBe('There are no dead letters.');
  expect(renderReplay({ ...nothing, handled: [letter] }, terminal)).toBe('1 event handled');
  const mixed = { isSettled: false, handled: [letter, letter], failed: [letter], waiting: [letter] };
  expect(renderReplay(mixed, terminal).split('\n')).toEqual([
    '2 events handled',
    'OrderPlaced of ord_1 failed again in analytics: no such column',
    '1 event waiting behind another of the same subject',
    expect.stringContaining('not attempted yet'),
  ]);
});
