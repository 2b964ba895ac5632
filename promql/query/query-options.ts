/** Options and limits of an evaluation. */
export interface QueryOptions {
  /** Lookback of instant selectors; default 300,000. */
  readonly lookbackDeltaMs?: number;
  /** Most samples in memory at once; default 50,000,000. */
  readonly maxSamples?: number;
  /** Most series in one intermediate result; default 1,000,000. */
  readonly maxSeries?: number;
  /** Time limit of the query; default 120,000, as Prometheus' `--query.timeout`. */
  readonly timeoutMs?: number;
  /** Step of subqueries without one; default 60,000, as Prometheus' global evaluation interval. */
  readonly subqueryStepMs?: number;
  /** Allows experimental functions, aggregations and modifiers; default false. */
  readonly experimental?: boolean;
  /**
   * Removes metric names at the end of the query instead of in each operation (the feature flag of that name); default
   * false.
   */
  readonly delayedNameRemoval?: boolean;
  /** Aborts the query. */
  readonly signal?: AbortSignal;
  /** Monotonic clock in milliseconds, for the timeout; default `performance.now`. */
  readonly now?: () => number;
}

/** One point in time, milliseconds since the epoch. */
export interface InstantQueryOptions extends QueryOptions {
  readonly timeMs: number;
}

/** Steps from `startMs` on, every `stepMs`, up to and including `endMs`. */
export interface RangeQueryOptions extends QueryOptions {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}
