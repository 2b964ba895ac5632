/** Format of an exposition: Prometheus' text format 0.0.4 or 1.0.0, or OpenMetrics 0.0.1 or 1.0.0. */
export type ExpositionFormat = 'text' | 'openmetrics';

export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'unknown';

/** Names and values, sorted by name; the metric's name is the value of `__name__`, and no value is empty. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

export interface ExposedExemplar {
  readonly labels: LabelPairs;
  readonly value: number;
  readonly timestampMs: number | null;
}

/** One sample line. The same object is reused for each line: copy what you keep. */
export interface ExposedSample {
  /**
   * Name and labels as written, one character for each byte: a key under which a caller may cache the result of
   * `parseSeries`.
   */
  readonly series: string;
  readonly value: number;
  readonly timestampMs: number | null;
  readonly exemplar: ExposedExemplar | null;
  readonly line: number;
}

/** A `# TYPE`, `# HELP` or `# UNIT` line of a metric family. */
export type MetricMetadata =
  | { readonly metric: string; readonly type: MetricType }
  | { readonly metric: string; readonly help: string }
  | { readonly metric: string; readonly unit: string };

/** A line that could not be read; the other lines of the exposition are read. */
export interface ExpositionProblem {
  /** Line number from 1. */
  readonly line: number;
  readonly message: string;
  /** The line, truncated. */
  readonly text: string;
}

export interface ExpositionReader {
  sample(sample: ExposedSample): void;
  metadata(metadata: MetricMetadata): void;
  problem(problem: ExpositionProblem): void;
}
