/**
 * Reads the two text formats in which targets expose metrics: Prometheus' text format and OpenMetrics 1.0. Does not
 * fetch.
 */
export type {
  ExposedExemplar,
  ExposedSample,
  ExpositionFormat,
  ExpositionProblem,
  ExpositionReader,
  LabelPairs,
  MetricMetadata,
  MetricType,
} from './exposition-reader.ts';
export { type ParsedSeries, parseSeries } from './parse-series.ts';
export { readExposition } from './read-exposition.ts';
