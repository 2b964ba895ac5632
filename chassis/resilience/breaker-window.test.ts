import { describe, expect, it } from 'vitest';
import { createFailureWindow } from './breaker-window.ts';

describe('a failure window', () => {
  it.each([
    ['nothing happened', 0, 0, false],
    ['four failures are too few to tell', 0, 4, false],
    ['five failures in a row', 0, 5, true],
    ['half of ten', 5, 5, true],
    ['less than half', 6, 5, false],
    ['a few among many', 1_000, 20, false],
  ])('%s', (_title, successes, failures, isFailing) => {
    const window = createFailureWindow({ now: () => 0 });
    for (let call = 0; call < successes; call += 1) window.count(false);
    for (let call = 0; call < failures; call += 1) window.count(true);
    expect(window.isFailing()).toBe(isFailing);
  });

  it('drops verdicts older than the window, also without new ones', () => {
    let nowMs = 0;
    const window = createFailureWindow({ windowMs: 10_000, now: () => nowMs });
    for (let call = 0; call < 5; call += 1) window.count(true);
    nowMs = 9_999;
    expect(window.isFailing()).toBe(true);
    nowMs = 3_600_000;
    expect(window.isFailing()).toBe(false);
    window.count(true);
    expect(window.isFailing()).toBe(false);
  });

  it('opens within ten seconds on one failing call a second', () => {
    let nowMs = 0;
    const window = createFailureWindow({ now: () => nowMs });
    for (let call = 0; call < 600; call += 1) {
      window.count(false);
      nowMs += 100;
    }
    const failingFromMs = nowMs;
    while (!window.isFailing()) {
      window.count(true);
      nowMs += 1_000;
    }
    expect(nowMs - failingFromMs).toBeLessThanOrEqual(10_000);
  });
});
