/** Prometheus metrics, named by contracts/metrics. Not a store. */
export { collectProcessMetrics, createMetrics, type Metrics } from './metrics.ts';
