import { expect, it } from 'vitest';
import { decidePollDelay, decideRest, mayBeWoken, type PollOutcome } from './decide-poll-delay.ts';

it('polls again at once while there is work', () => {
  expect(decidePollDelay('progress', 0)).toBe(0);
  expect(decidePollDelay('progress', 50)).toBe(0);
});

it('polls quickly after activity if new events are not announced, and backs off to five times a second', () => {
  const delays = [0, 1, 2, 20].map((before) => decidePollDelay('idle', before));
  expect(delays).toEqual([10, 15, 22.5, 200]);
});

it('polls again within milliseconds for events that an open transaction holds back', () => {
  expect(decidePollDelay('held-back', 0)).toBe(2);
  expect(decidePollDelay('held-back', 100)).toBe(50);
});

it('waits up to five seconds between failures', () => {
  expect(decidePollDelay('failed', 0)).toBe(100);
  expect(decidePollDelay('failed', 100)).toBe(5_000);
});

it('relies on announcements, and still polls every few seconds', () => {
  expect(decidePollDelay('quiet', 0)).toBe(2_000);
  expect(decidePollDelay('quiet', 100)).toBe(5_000);
});

it('is not woken while it waits for a failure to end or for another process', () => {
  expect(['progress', 'held-back', 'quiet', 'idle', 'watching', 'failed'] as const).toSatisfy(
    (outcomes: readonly PollOutcome[]) =>
      outcomes.filter((each) => !mayBeWoken(each)).join() === 'watching,failed',
  );
});

it('lets events gather after a long poll, for a time that grows with it up to a tenth of a second', () => {
  expect(decideRest('quiet', 8)).toBe(0);
  expect(decideRest('held-back', 18)).toBe(30);
  expect(decideRest('quiet', 5_000)).toBe(100);
});

it('does not rest while there is more to read, nor for a negative time after the clock was set back', () => {
  expect(decideRest('progress', 20)).toBe(0);
  expect(decideRest('quiet', -20)).toBe(0);
});
