/** Prometheus metrics by the names of the contract. Not a store. */
export { createMetrics, type Metrics } from './metrics.ts';
