/**
 * PromQL with the semantics of Prometheus 3 over any source of series: parse, check, evaluate. Not a store and not a
 * server.
 */
export { evaluateInstant, evaluateRange } from './evaluation/evaluate.ts';
export type { CounterResetHint, FloatHistogram, HistogramSpan } from './histogram/float-histogram.ts';
export { type HistogramJson, histogramJson } from './histogram/histogram-json.ts';
export { apiText } from './histogram/number-text.ts';
export { PromqlError, type PromqlErrorKind, type SourceSpan } from './promql-error.ts';
export type { InstantQueryOptions, QueryOptions, RangeQueryOptions } from './query/query-options.ts';
export type { MatrixSeries, QueryResult, QueryValue, VectorSample } from './query/query-result.ts';
export { compareLabels, Labels, metricNameLabel } from './series/labels.ts';
export { Matcher, type MatcherOperator, matchesAll } from './series/matcher.ts';
export type { Queryable, SeriesBlock, TimeRange } from './series/queryable.ts';
export { isStaleAt, wordsOf, writeStale } from './series/stale-marker.ts';
export { type Expression, kindOf, type ValueKind } from './syntax/expression.ts';
export { type FunctionSignature, functionSignatures } from './syntax/function-signatures.ts';
export { formatDurationMs, formatNumber, parseDurationMs } from './syntax/literals.ts';
export { type ParseOptions, parseQuery } from './syntax/parse-query.ts';
export { prettifyExpression, printExpression } from './syntax/print-expression.ts';
export { formatLabels } from './syntax/print-labels.ts';
export { rangesOf, scaleRanges } from './syntax/scale-ranges.ts';
