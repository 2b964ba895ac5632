/** How a target writes its metrics: Prometheus' text format 0.0.4 or 1.0.0, or OpenMetrics 0.0.1 or 1.0.0. */
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

/** Name and value, sorted by name; the metric's name is the value of `__name__`, and no value is empty. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

export interface ExposedExemplar {
  readonly labels: LabelPairs;
  readonly value: number;
  readonly timestampMs: number | null;
}

/** One sample line. The reader gets the same object for each line: copy what you keep. */
export interface ExposedSample {
  /**
   * Name and labels exactly as written, one character a byte: the key under which a caller may remember what
   * `parseSeries` made of it.
   */
  readonly series: string;
  readonly value: number;
  readonly timestampMs: number | null;
  readonly exemplar: ExposedExemplar | null;
  readonly line: number;
}

/** What a `# TYPE`, `# HELP` or `# UNIT` line says of a metric family. */
export type MetricMetadata =
  | { readonly metric: string; readonly type: MetricType }
  | { readonly metric: string; readonly help: string }
  | { readonly metric: string; readonly unit: string };

/** A line that could not be read; everything else of the exposition was. */
export interface ExpositionProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  /** The line, cut. */
  readonly text: string;
}

export interface ExpositionReader {
  sample(sample: ExposedSample): void;
  metadata(metadata: MetricMetadata): void;
  problem(problem: ExpositionProblem): void;
}
