import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencyRecorder } from './latency-recorder.ts';

/** Tolerance of three significant digits. */
const precision = 0.001;

describe('recorded latencies', () => {
  it('have percentiles by rank', () => {
    const recorder = createLatencyRecorder();
    for (let each = 1_000; each >= 1; each -= 1) recorder.record(each / 10);
    const { count, p50Ms, p95Ms, p99Ms, maxMs } = recorder.summarize();
    expect(count).toBe(1_000);
    for (const [found, exact] of [
      [p50Ms, 50],
      [p95Ms, 95],
      [p99Ms, 99],
      [maxMs, 100],
    ] as const) {
      expect(Math.abs(found / exact - 1)).toBeLessThanOrEqual(precision);
    }
  });

  it('distinguish microseconds', () => {
    const recorder = createLatencyRecorder();
    recorder.record(0.061);
    expect(recorder.summarize().p50Ms).toBe(0.061);
  });

  it('count values beyond the range as the nearest bound', () => {
    const recorder = createLatencyRecorder();
    recorder.record(0);
    recorder.record(3_600_000);
    const { p50Ms, maxMs } = recorder.summarize();
    expect(p50Ms).toBe(0.001);
    expect(maxMs / 600_000).toBeCloseTo(1, 2);
  });

  it('are those of one recorder when several processes add theirs', () => {
    const latencies = fc.array(fc.double({ min: 0, max: 700_000, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(latencies, latencies, (some, others) => {
        const [one, other, both] = [
          createLatencyRecorder(),
          createLatencyRecorder(),
          createLatencyRecorder(),
        ];
        for (const each of some) one.record(each);
        for (const each of others) other.record(each);
        for (const each of [...some, ...others]) both.record(each);
        one.add(other.encode());
        expect(one.count).toBe(some.length + others.length);
        for (const percentile of [0, 50, 90, 99, 100])
          expect(one.percentile(percentile)).toBe(both.percentile(percentile));
      }),
      { numRuns: 20 },
    );
  });

  it('have no percentiles when nothing was recorded', () => {
    expect(() => createLatencyRecorder().summarize()).toThrow(RangeError);
  });
});
