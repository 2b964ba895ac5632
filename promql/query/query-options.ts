/** How a query is evaluated and what it may cost. */
export interface QueryOptions {
  /** How far back an instant selector looks; 300,000 by default. */
  readonly lookbackDeltaMs?: number;
  /** Samples in memory at once before the query is refused; 50,000,000 by default. */
  readonly maxSamples?: number;
  /** Series in one intermediate result before the query is refused; 1,000,000 by default. */
  readonly maxSeries?: number;
  /** How long the query may take; 120,000 by default, as Prometheus' `--query.timeout`. */
  readonly timeoutMs?: number;
  /** Step of subqueries that name none; 60,000 by default, as Prometheus' global evaluation interval. */
  readonly subqueryStepMs?: number;
  /** Allows experimental functions, aggregations and modifiers; off by default. */
  readonly experimental?: boolean;
  /**
   * Takes metric names away at the end of the query, not in each operation (the feature flag of that name); off by
   * default.
   */
  readonly delayedNameRemoval?: boolean;
  /** Aborts the query between two pieces of work. */
  readonly signal?: AbortSignal;
  /** Milliseconds of a monotonic clock for the timeout; `performance.now` by default. */
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
