import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArrivalRate, expectedArrivals, scaleRate } from './arrival-rate.ts';
import { type ArrivalPlan, drawArrivals, planArrivals } from './draw-arrivals.ts';

const figure = fc.double({ min: 0.1, max: 50, noNaN: true });
const rates: fc.Arbitrary<ArrivalRate> = fc.oneof(
  fc.record({ shape: fc.constant('steady' as const), perSecond: figure }),
  fc.record({
    shape: fc.constant('ramp' as const),
    fromPerSecond: figure,
    toPerSecond: figure,
    rampSeconds: fc.double({ min: 0, max: 40, noNaN: true }),
  }),
  fc
    .record({
      shape: fc.constant('burst' as const),
      perSecond: figure,
      burstPerSecond: figure,
      everySeconds: fc.double({ min: 1, max: 20, noNaN: true }),
      share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    })
    .map(({ share, ...burst }) => ({ ...burst, burstSeconds: share * burst.everySeconds })),
  fc.record({
    shape: fc.constant('diurnal' as const),
    lowestPerSecond: figure,
    highestPerSecond: figure,
    daySeconds: fc.double({ min: 1, max: 100, noNaN: true }),
  }),
);
const plans: fc.Arbitrary<ArrivalPlan> = fc.record({
  rate: rates,
  seconds: fc.integer({ min: 1, max: 60 }),
  spacing: fc.constantFrom('even' as const, 'poisson' as const),
  seed: fc.nat(),
});

describe('drawn arrivals', () => {
  it('ascend and lie within the duration', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const times = [...drawArrivals(plan)];
        expect(times.every((time, index) => time >= (times[index - 1] ?? 0))).toBe(true);
        expect(times.at(-1) ?? 0).toBeLessThanOrEqual(plan.seconds * 1_000);
      }),
    );
  });

  it('are the same for the same seed, and Poisson ones others for another', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const times = [...drawArrivals(plan)];
        expect([...drawArrivals({ ...plan })]).toEqual(times);
        const others = [...drawArrivals({ ...plan, seed: plan.seed + 1 })];
        if (plan.spacing === 'poisson' && times.length > 0) expect(others).not.toEqual(times);
      }),
    );
  });

  it('are as many as the rate expects, exactly when even and within chance when Poisson', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const expected = expectedArrivals(plan.rate, plan.seconds);
        const { length } = [...drawArrivals(plan)];
        // Six standard deviations: one run in a thousand million errs.
        const tolerance = plan.spacing === 'even' ? 1 : 6 * Math.sqrt(expected) + 6;
        expect(Math.abs(length - expected)).toBeLessThanOrEqual(tolerance);
      }),
    );
  });

  it('come at each time as often as the rate asks, when even', () => {
    const splits = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(plans, splits, (plan, share) => {
        const until = share * plan.seconds;
        const before = [...drawArrivals({ ...plan, spacing: 'even' })].filter((ms) => ms < until * 1_000);
        expect(Math.abs(before.length - expectedArrivals(plan.rate, until))).toBeLessThanOrEqual(1.001);
      }),
    );
  });

  it('have gaps of an exponential distribution when Poisson: mean and deviation agree', () => {
    const rate = { shape: 'steady', perSecond: 100 } as const;
    const times = [...drawArrivals({ rate, seconds: 500, spacing: 'poisson', seed: 7 })];
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeCloseTo(10, 0);
    expect(Math.sqrt(variance) / mean).toBeCloseTo(1, 1);
  });
});

describe('the expected number of arrivals', () => {
  const upTo = { shape: 'ramp', fromPerSecond: 10, toPerSecond: 30, rampSeconds: 20 } as const;
  const burst = {
    shape: 'burst',
    perSecond: 1,
    burstPerSecond: 11,
    everySeconds: 10,
    burstSeconds: 2,
  } as const;
  const day = { shape: 'diurnal', lowestPerSecond: 2, highestPerSecond: 8, daySeconds: 60 } as const;

  it.each<[string, ArrivalRate, number, number]>([
    ['a steady rate times the time', { shape: 'steady', perSecond: 4 }, 2.5, 10],
    ['the area below a ramp', upTo, 20, 400],
    ['the area below half of a ramp', upTo, 10, 150],
    ['the last rate after a ramp', upTo, 25, 550],
    ['two bursts and what is between', burst, 20, 60],
    ['a burst that has just ended', burst, 2, 22],
    ['the mean of a day', day, 60, 300],
    ['little of a night', day, 15, 75 - (3 * 60) / (2 * Math.PI)],
  ])('is %s', (_case, rate, seconds, expected) => {
    expect(expectedArrivals(rate, seconds)).toBeCloseTo(expected, 9);
  });

  it('scales with the rate', () => {
    fc.assert(
      fc.property(rates, figure, figure, (rate, factor, seconds) => {
        const scaled = expectedArrivals(scaleRate(rate, factor), seconds);
        const product = factor * expectedArrivals(rate, seconds);
        expect(Math.abs(scaled - product)).toBeLessThanOrEqual(1e-9 * Math.max(1, product));
      }),
    );
  });
});

describe('planned arrivals', () => {
  it.each([
    ['are spread evenly', 4, 1, [0, 250, 500, 750]],
    ['are as many as the rate asks for', 0.5, 4, [0, 2_000]],
    ['are one at the least', 0.1, 1, [0]],
  ])('%s', (_case, rate, seconds, expected) => {
    expect(planArrivals(rate, seconds)).toEqual(expected);
  });
});
