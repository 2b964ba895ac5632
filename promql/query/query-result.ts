import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from '../series/labels.ts';

export interface VectorSample {
  readonly labels: Labels;
  readonly timestampMs: number;
  /** Not used where there is a histogram. */
  readonly value: number;
  readonly histogram?: FloatHistogram;
}

/** Columns of equal length without gaps. Where `histograms` has one, the value at that index is not used. */
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

/** A query's value with its annotations: sentences that end in the position they refer to, `(1:5)`. */
export interface QueryResult {
  readonly value: QueryValue;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}
