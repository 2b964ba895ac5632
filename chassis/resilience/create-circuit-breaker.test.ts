import { describe, expect, it } from 'vitest';
import {
  type BreakerState,
  type CircuitBreaker,
  createCircuitBreaker,
  createFailureWindow,
} from './create-circuit-breaker.ts';

function breakerAt(clock: { ms: number }, states: BreakerState[] = []) {
  return createCircuitBreaker({
    now: () => clock.ms,
    random: () => 1,
    onChange: (state) => states.push(state),
  });
}

function fail(breaker: CircuitBreaker, times: number): void {
  for (let count = 0; count < times; count += 1) breaker.admit()('failure');
}

describe('a circuit breaker', () => {
  it('opens when the peer fails, tries once after a pause, and closes when the trial succeeds', () => {
    const clock = { ms: 0 };
    const states: BreakerState[] = [];
    const breaker = breakerAt(clock, states);
    fail(breaker, 5);
    expect(() => breaker.admit()).toThrow(expect.objectContaining({ code: 'peer-circuit-open' }));
    clock.ms = 1_000;
    const tell = breaker.admit();
    expect(breaker.state()).toBe('half-open');
    expect(() => breaker.admit()).toThrow();
    tell('success');
    expect(states).toEqual(['open', 'half-open', 'closed']);
    fail(breaker, 4);
    expect(breaker.state()).toBe('closed');
  });

  it('doubles the pause after each failed trial, up to two seconds', () => {
    const clock = { ms: 0 };
    const breaker = breakerAt(clock);
    fail(breaker, 5);
    for (const pauseMs of [1_000, 2_000, 2_000, 2_000]) {
      clock.ms += pauseMs - 1;
      expect(() => breaker.admit()).toThrow();
      clock.ms += 1;
      breaker.admit()('failure');
    }
  });

  it('refuses a call that may be no trial until a trial succeeds', () => {
    const clock = { ms: 0 };
    const breaker = breakerAt(clock);
    const noTrial = { mayBeTrial: false };
    breaker.admit(noTrial)('success');
    fail(breaker, 4);
    clock.ms = 1_000;
    expect(() => breaker.admit(noTrial)).toThrow(expect.objectContaining({ code: 'peer-circuit-open' }));
    expect(breaker.state()).toBe('open');
    breaker.admit()('success');
    breaker.admit(noTrial)('success');
    expect(breaker.state()).toBe('closed');
  });

  it('lets the next caller try when the trial had no verdict', () => {
    const clock = { ms: 0 };
    const breaker = breakerAt(clock);
    fail(breaker, 5);
    clock.ms = 1_000;
    breaker.admit()('unknown');
    expect(breaker.state()).toBe('open');
    breaker.admit()('success');
    expect(breaker.state()).toBe('closed');
  });

  it('ignores verdicts of calls that were admitted before its state changed', () => {
    const clock = { ms: 0 };
    const breaker = breakerAt(clock);
    const late = Array.from({ length: 20 }, () => breaker.admit());
    fail(breaker, 5);
    clock.ms = 1_000;
    const trial = breaker.admit();
    for (const tell of late.slice(0, 10)) tell('success');
    expect(breaker.state()).toBe('half-open');
    trial('success');
    for (const tell of late.slice(10)) tell('failure');
    expect(breaker.state()).toBe('closed');
  });

  it('counts neither refusals nor calls without a verdict', () => {
    const clock = { ms: 0 };
    const breaker = breakerAt(clock);
    for (let count = 0; count < 50; count += 1) breaker.admit()('unknown');
    fail(breaker, 4);
    expect(breaker.state()).toBe('closed');
  });
});

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
