/** Prometheus metrics by the names of the contract. Not a store. */
export { collectProcessMetrics, createMetrics, type Metrics } from './metrics.ts';
