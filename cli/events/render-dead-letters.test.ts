import { expect, it } from 'vitest';
import { renderDeadLetters } from './render-dead-letters.ts';

const terminal = { paint: (_style: unknown, text: string) => text, columns: 200 };

it('says so when no event waits', () => {
  expect(renderDeadLetters([], terminal)).toContain('No event waits');
});

it('tells of each event what becomes of it and why', () => {
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
  const lines = renderDeadLetters([letter, { ...letter, state: 'waiting', error: null }], terminal).split(
    '\n',
  );
  expect(lines[1]).toMatch(/analytics +OrderPlaced +ord_1 +left to an operator +01a2 +no such column/);
  expect(lines[2]).toContain('waits behind another');
});
