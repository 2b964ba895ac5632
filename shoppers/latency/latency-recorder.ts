import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface LatencyRecorder {
  readonly count: number;
  record(latencyMs: number): void;
  /** Throws when nothing was recorded. */
  summarize(): LatencySummary;
  /** The latency that `percentile` percent do not exceed; 0 when nothing was recorded. */
  percentile(percentile: number): number;
  /** Everything recorded, as text for another process (HdrHistogram's compressed V2 format, base64). */
  encode(): string;
  /** Adds what another recorder encoded. */
  add(encoded: string): void;
}

const microsecondsPerMs = 1_000;
/** Ten minutes; longer latencies count as this. */
const highestMicroseconds = 600_000_000;
const significantDigits = 3;
const bitBucketSize = 32;

/** Records latencies in a histogram of bounded size, from one microsecond, with three significant digits. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram = build({
    bitBucketSize,
    highestTrackableValue: highestMicroseconds,
    numberOfSignificantValueDigits: significantDigits,
  });
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / microsecondsPerMs;
  return {
    get count() {
      return histogram.totalCount;
    },
    record(latencyMs) {
      const microseconds = Math.round(latencyMs * microsecondsPerMs);
      histogram.recordValue(Math.min(highestMicroseconds, Math.max(1, microseconds)));
    },
    summarize() {
      if (histogram.totalCount === 0) throw new RangeError('No latency was recorded.');
      const maxMs = histogram.maxValue / microsecondsPerMs;
      return { count: histogram.totalCount, p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), maxMs };
    },
    percentile: (percentile) => (histogram.totalCount === 0 ? 0 : at(percentile)),
    encode: () => encodeIntoCompressedBase64(histogram),
    add: (encoded) => histogram.add(decodeFromCompressedBase64(encoded, bitBucketSize)),
  };
}
