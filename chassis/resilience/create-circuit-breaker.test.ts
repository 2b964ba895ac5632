import { describe, expect, it } from 'vitest';
import { type BreakerState, type CircuitBreaker, createCircuitBreaker } from './create-circuit-breaker.ts';

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
