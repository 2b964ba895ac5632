import { expect, it } from 'vitest';
import { areInOneLine, decideReplayOutcome, type FoundLetter, isChosen } from './replay-outcome.ts';

function letter(messageId: string, changes: Partial<FoundLetter> = {}): FoundLetter {
  return {
    service: 'analytics',
    consumer: 'business',
    messageId,
    type: 'OrderPlaced',
    subject: 'ord_1',
    correlationId: 'c',
    state: 'waiting',
    attempts: 0,
    error: null,
    parkedAt: '2026-01-02T03:04:05.678Z',
    ...changes,
  };
}

const failed = { attempts: 1, state: 'retrying', error: 'no such column' } as const;
const other = { service: 'ml-pet-advisor', consumer: 'knowledge' };

it('is not settled while a dead letter was not attempted again', () => {
  const [first, second] = [letter('1'), letter('2')];
  expect(decideReplayOutcome([first, second], [first, second]).isSettled).toBe(false);
  const outcome = decideReplayOutcome([first, second], [second]);
  expect(outcome).toMatchObject({ isSettled: false, handled: [first], failed: [], waiting: [] });
});

it('is settled when no dead letter is left', () => {
  expect(decideReplayOutcome([letter('1')], [])).toMatchObject({ isSettled: true, handled: [letter('1')] });
});

it('separates what failed again from what waits behind it, per consumer', () => {
  const [first, second, elsewhere] = [letter('1', failed), letter('2'), letter('1', other)];
  const outcome = decideReplayOutcome([letter('1'), second, elsewhere], [first, second]);
  expect(outcome).toEqual({ isSettled: true, handled: [elsewhere], failed: [first], waiting: [second] });
});

it('ignores events that were dead-lettered after the replay began', () => {
  expect(decideReplayOutcome([letter('1')], [letter('2', failed)])).toMatchObject({
    failed: [],
    waiting: [],
  });
});

it('selects by consumer and subject, or all', () => {
  const letters = [letter('1'), letter('2', { subject: 'ord_2' }), letter('3', other)];
  const chosen = (choice: object) => letters.filter(isChosen(choice)).map(({ messageId }) => messageId);
  expect(chosen({})).toEqual(['1', '2', '3']);
  expect(chosen({ consumer: 'business' })).toEqual(['1', '2']);
  expect(chosen({ consumer: 'business', subject: 'ord_2' })).toEqual(['2']);
  expect(chosen({ subject: 'ord_3' })).toEqual([]);
});

it('blocks by consumer and subject', () => {
  expect(areInOneLine(letter('1'), letter('2'))).toBe(true);
  expect(areInOneLine(letter('1'), letter('2', other))).toBe(false);
  expect(areInOneLine(letter('1'), letter('2', { subject: 'ord_2' }))).toBe(false);
});
