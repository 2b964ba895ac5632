import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { Labels } from '../series/labels.ts';

/** One element in a line of values: a float, a histogram, a stale marker, or no sample. */
export type SequenceValue =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'histogram'; readonly value: FloatHistogram; readonly hasHint: boolean }
  | { readonly kind: 'stale' }
  | { readonly kind: 'omitted' };

export interface SeriesLine {
  readonly labels: Labels;
  readonly values: readonly SequenceValue[];
  /** Start time of each float's counter, in milliseconds relative to the float; undefined when not given. */
  readonly startOffsets?: readonly (number | undefined)[];
}

export interface LoadCommand {
  readonly kind: 'load';
  readonly line: number;
  readonly stepMs: number;
  /** Converts classic histograms to native histograms with custom buckets. */
  readonly withNhcb: boolean;
  readonly series: readonly SeriesLine[];
}

export interface TextExpectation {
  /** Undefined accepts any message. */
  readonly matches?: (text: string) => boolean;
  readonly text: string;
}

export interface ExpectedSeries extends SeriesLine {
  /** Position from 1, for ordered results. */
  readonly position: number;
}

export interface EvalCommand {
  readonly kind: 'eval';
  readonly line: number;
  readonly query: string;
  readonly isRange: boolean;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly isOrdered: boolean;
  /** Present when the query must fail. */
  readonly failure?: TextExpectation;
  readonly warnings: readonly TextExpectation[];
  readonly infos: readonly TextExpectation[];
  readonly noWarnings: boolean;
  readonly noInfos: boolean;
  /** The result is a range vector or a string, so there is no range query to compare with. */
  readonly onlyInstant: boolean;
  readonly scalar?: number;
  readonly text?: string;
  readonly series: readonly ExpectedSeries[];
}

export type Command = { readonly kind: 'clear'; readonly line: number } | LoadCommand | EvalCommand;

/** A problem in a script, with its line. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}
