import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from './labels.ts';
import type { Matcher } from './matcher.ts';

/**
 * The samples of one series as columns of equal length, ascending by time, at most one sample for each millisecond. The
 * evaluator only reads them, and only until its call returns; they may be views of a store's own memory.
 */
export interface SeriesBlock {
  readonly labels: Labels;
  /** Milliseconds since the epoch. */
  readonly timestamps: Float64Array;
  /** A stale marker (`writeStale`) ends the series for both floats and histograms. */
  readonly values: Float64Array;
  /** Present when any sample is a histogram; where it has one, the value at that index is not used. */
  readonly histograms?: readonly (FloatHistogram | undefined)[];
  /** Start time of each float's counter, if known; 0 when unknown. */
  readonly startTimes?: Float64Array;
}

/** Milliseconds, both ends included. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** The source of a query's series. */
export interface Queryable {
  /**
   * All series that match every matcher and have a sample in the range, each label set once, with the samples in the
   * range.
   */
  select(matchers: readonly Matcher[], range: TimeRange): readonly SeriesBlock[];
}
