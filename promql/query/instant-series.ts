import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { type Labels, metricNameLabel } from '../series/labels.ts';

export const absent = 0;
export const float = 1;
export const histogram = 2;

/** One series of an instant vector over all steps of a frame, as columns. The columns are immutable for others. */
export interface InstantSeries {
  readonly labels: Labels;
  /** Whether the metric name is removed at the end of the query (delayed name removal only). */
  readonly dropName: boolean;
  /** Of each step: `absent`, `float` or `histogram`. */
  readonly present: Uint8Array;
  readonly values: Float64Array;
  readonly histograms?: (FloatHistogram | undefined)[];
}

/** A series that is being written. */
export interface WritableSeries extends InstantSeries {
  labels: Labels;
  dropName: boolean;
  histograms?: (FloatHistogram | undefined)[];
}

export type Value =
  | { readonly kind: 'scalar'; readonly values: Float64Array }
  | { readonly kind: 'vector'; readonly series: readonly InstantSeries[] }
  | { readonly kind: 'string'; readonly value: string };

export function createSeries(labels: Labels, count: number, dropName = false): WritableSeries {
  return { labels, dropName, present: new Uint8Array(count), values: new Float64Array(count) };
}

export function writeFloat(series: WritableSeries, step: number, value: number): void {
  series.present[step] = float;
  series.values[step] = value;
}

export function writeHistogram(series: WritableSeries, step: number, value: FloatHistogram): void {
  series.present[step] = histogram;
  series.histograms ??= new Array(series.values.length);
  series.histograms[step] = value;
}

/** A float or a histogram, whatever a function gave. */
export function write(series: WritableSeries, step: number, value: number | FloatHistogram): void {
  if (typeof value === 'number') writeFloat(series, step, value);
  else writeHistogram(series, step, value);
}

export function histogramAt(series: InstantSeries, step: number): FloatHistogram | undefined {
  return series.present[step] === histogram ? series.histograms?.[step] : undefined;
}

export function hasAny(series: InstantSeries): boolean {
  return series.present.some((kind) => kind !== absent);
}

/** Labels that describe a metric, which do not apply to the result of a calculation. */
const metadataLabels: ReadonlySet<string> = new Set([metricNameLabel, '__type__', '__unit__']);

/** Without the metric's name, type and unit. */
export function withoutMetadata(labels: Labels): Labels {
  return labels.without(metadataLabels);
}
