/** Metric names as a contract: one table of type, labels, unit and meaning. */
export type { MetricDefinition } from './metric-definition.ts';
export { type MetricName, metricTable } from './metric-table.ts';
