import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from './labels.ts';
import type { Matcher } from './matcher.ts';

/**
 * The samples of one series as columns of equal length, ascending by time, one sample a millisecond at most.
 * The evaluator only reads them, and only until its call returns; they may be views of a store's own memory.
 */
export interface SeriesBlock {
  readonly labels: Labels;
  /** Milliseconds since the epoch. */
  readonly timestamps: Float64Array;
  /** A stale marker (`writeStale`) ends the series for both floats and histograms. */
  readonly values: Float64Array;
  /** Present when any sample is a histogram; where it holds one, the value at that index does not count. */
  readonly histograms?: readonly (FloatHistogram | undefined)[];
  /** When the counter of each float began at 0, as far as that was told; 0 for unknown. */
  readonly startTimes?: Float64Array;
}

/** Milliseconds, both ends included. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** Where a query finds its series. */
export interface Queryable {
  /**
   * All series that match every matcher and have a sample in the range, each labelset once, samples cut to the range.
   */
  select(matchers: readonly Matcher[], range: TimeRange): readonly SeriesBlock[];
}
