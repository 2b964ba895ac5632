/** A run of `length` neighbouring buckets, `offset` buckets after the end of the run before it (or after bucket 0). */
export interface HistogramSpan {
  readonly offset: number;
  readonly length: number;
}

/** What is known about a reset between this sample and the one before it. `gauge` histograms never reset. */
export type CounterResetHint = 'unknown' | 'reset' | 'not-reset' | 'gauge';

/**
 * A native histogram with float counts, as Prometheus' `histogram.FloatHistogram`.
 * `schema` -4..8 is exponential, -53 has the boundaries of `customValues` (then only positive buckets are used).
 * Bucket counts are absolute, one for each bucket that the spans name, in ascending order of magnitude.
 */
export interface FloatHistogram {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly positiveSpans: readonly HistogramSpan[];
  readonly negativeSpans: readonly HistogramSpan[];
  readonly positiveBuckets: readonly number[];
  readonly negativeBuckets: readonly number[];
  readonly customValues: readonly number[];
  readonly counterResetHint: CounterResetHint;
}
