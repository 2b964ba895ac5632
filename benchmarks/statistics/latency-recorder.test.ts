import { describe, expect, it } from 'vitest';
import { createLatencyRecorder } from './latency-recorder.ts';

/** Three significant digits. */
const precision = 0.001;

describe('recorded latencies', () => {
  it('have the percentiles of their ranks', () => {
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

  it('tell microseconds apart', () => {
    const recorder = createLatencyRecorder();
    recorder.record(0.061);
    expect(recorder.summarize().p50Ms).toBe(0.061);
  });

  it('keep what is beyond every measure as the extreme that it is', () => {
    const recorder = createLatencyRecorder();
    recorder.record(0);
    recorder.record(3_600_000);
    const { p50Ms, maxMs } = recorder.summarize();
    expect(p50Ms).toBe(0.001);
    expect(maxMs / 600_000).toBeCloseTo(1, 2);
  });

  it('have no percentiles where there are none', () => {
    expect(() => createLatencyRecorder().summarize()).toThrow(RangeError);
  });
});
