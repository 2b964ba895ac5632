import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from '../series/labels.ts';

export interface VectorSample {
  readonly labels: Labels;
  readonly timestampMs: number;
  /** Does not count where there is a histogram. */
  readonly value: number;
  readonly histogram?: FloatHistogram;
}

/** Columns of equal length; gaps are left out. Where `histograms` holds one, the value at that index does not count. */
export interface MatrixSeries {
  readonly labels: Labels;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  readonly histograms?: readonly (FloatHistogram | undefined)[];
}

export type QueryValue =
  | { readonly kind: 'scalar'; readonly timestampMs: number; readonly value: number }
  | { readonly kind: 'string'; readonly timestampMs: number; readonly value: string }
  | { readonly kind: 'vector'; readonly samples: readonly VectorSample[] }
  | { readonly kind: 'matrix'; readonly series: readonly MatrixSeries[] };

/** A query's value with what Prometheus calls annotations: sentences that end in the place they are about, `(1:5)`. */
export interface QueryResult {
  readonly value: QueryValue;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}
