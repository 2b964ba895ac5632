import { build } from 'hdr-histogram-js';

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface LatencyRecorder {
  record(latencyMs: number): void;
  /** Throws when nothing was recorded. */
  summarize(): LatencySummary;
}

const microsecondsPerMs = 1_000;
/** Ten minutes; longer latencies count as this. */
const highestMicroseconds = 600_000_000;
const significantDigits = 3;

/** Records latencies in a histogram of bounded size, from one microsecond, with three significant digits. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram = build({
    bitBucketSize: 32,
    highestTrackableValue: highestMicroseconds,
    numberOfSignificantValueDigits: significantDigits,
  });
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / microsecondsPerMs;
  return {
    record(latencyMs) {
      const microseconds = Math.round(latencyMs * microsecondsPerMs);
      histogram.recordValue(Math.min(highestMicroseconds, Math.max(1, microseconds)));
    },
    summarize() {
      if (histogram.totalCount === 0) throw new RangeError('No latency was recorded.');
      const maxMs = histogram.maxValue / microsecondsPerMs;
      return { count: histogram.totalCount, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), maxMs };
    },
  };
}
