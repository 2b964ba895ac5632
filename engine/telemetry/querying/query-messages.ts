import type { MatcherOperator, PromqlErrorKind, SourceSpan } from '@petstore/promql';

/** What is asked of the query language. */
export type QueryRequest =
  | {
      readonly kind: 'instant';
      readonly query: string;
      readonly timeMs: number;
      readonly options: QueryLimits;
    }
  | {
      readonly kind: 'range';
      readonly query: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly stepMs: number;
      readonly options: QueryLimits;
    };

interface QueryLimits {
  readonly timeoutMs: number;
  readonly lookbackDeltaMs?: number | undefined;
  /** Series in the answer; 0 for all. */
  readonly mostSeries: number;
}

/** A query's answer, already written as JSON: results are large, and to copy text is cheap. */
export interface QueryAnswer {
  /** `{"resultType":...,"result":...`, without the closing brace. */
  readonly data: string;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly evaluationMs: number;
  readonly samples: number;
}

export interface QueryFailure {
  readonly kind: PromqlErrorKind | 'bug';
  readonly message: string;
  readonly span: SourceSpan | null;
}

/** API to worker. */
export interface RunCommand {
  readonly id: number;
  readonly request: QueryRequest;
  readonly mostSamples: number;
}

export interface SelectRequest {
  readonly matchers: readonly {
    readonly name: string;
    readonly operator: MatcherOperator;
    readonly value: string;
  }[];
  readonly startMs: number;
  readonly endMs: number;
  readonly mostSamples: number;
}

/** Worker to API. A worker that selects waits for the answer without doing anything else. */
export type WorkerReport =
  | { readonly kind: 'select'; readonly request: SelectRequest }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: QueryAnswer }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: QueryFailure };

/** The samples of many series in two columns, and where each series ends in them. */
export interface PackedSeries {
  /** By series: a number for its labels. */
  readonly labelIds: readonly number[];
  /** The labels that the worker has not been told of: number, names, values. */
  readonly newLabels: readonly (readonly [id: number, names: readonly string[], values: readonly string[]])[];
  readonly lengths: Uint32Array;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

export type SelectAnswer = { readonly packed: PackedSeries } | { readonly refused: string };

/** What a worker is started with. */
export interface WorkerSetup {
  /** Set to 1 when the answer to a `select` has been posted. */
  readonly answered: Int32Array;
}
