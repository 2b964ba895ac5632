import { expect, it } from 'vitest';
import { createByteAllowance } from './start-otlp-receiver.ts';

it('gives a burst, then as much as comes in with time, and never more than the burst', () => {
  let nowMs = 0;
  const allowance = createByteAllowance({ bytesPerSecond: 100, burstBytes: 250, now: () => nowMs });
  expect([allowance.tryTake(200), allowance.tryTake(60), allowance.tryTake(50)]).toEqual([true, false, true]);
  nowMs = 500;
  expect([allowance.tryTake(51), allowance.tryTake(50)]).toEqual([false, true]);
  nowMs = 1_000_000;
  expect([allowance.tryTake(251), allowance.tryTake(250)]).toEqual([false, true]);
});
