import { describe, expect, it } from 'vitest';
import { runOpenLoop } from './run-open-loop.ts';

/** A clock that advances only by sleeping, and may oversleep. */
function clockWith(oversleepMs: (ms: number) => number) {
  let nowMs = 1_000;
  return {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms + oversleepMs(ms);
    },
  };
}

describe('an open loop', () => {
  it('starts each task on schedule although earlier ones have not ended', async () => {
    const clock = clockWith(() => 0);
    const started: [number, number, number][] = [];
    const ends: (() => void)[] = [];
    const loop = runOpenLoop({
      arrivals: [0, 100, 200],
      clock,
      start: (index, scheduledMs) => {
        started.push([index, scheduledMs, clock.nowMs()]);
        if (index === 2) for (const end of ends) end();
        return index === 2 ? Promise.resolve() : new Promise((resolve) => ends.push(resolve));
      },
    });
    await loop;
    expect(started).toEqual([
      [0, 1_000, 1_000],
      [1, 1_100, 1_100],
      [2, 1_200, 1_200],
    ]);
  });

  it('catches up after a delay, and reports the scheduled times', async () => {
    const clock = clockWith((ms) => (ms === 100 ? 150 : 0));
    const started: [number, number][] = [];
    await runOpenLoop({
      arrivals: [0, 100, 200, 300],
      clock,
      start: async (_index, scheduledMs) => void started.push([scheduledMs, clock.nowMs()]),
    });
    expect(started).toEqual([
      [1_000, 1_000],
      [1_100, 1_250],
      [1_200, 1_250],
      [1_300, 1_300],
    ]);
  });
});
