/** Metric names as a contract: one table of type, labels, unit and meaning. */
export { type MetricDefinition, type MetricName, metricTable } from './metric-table.ts';
