import { businessMetrics } from './business-metrics.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { platformMetrics } from './platform-metrics.ts';
import { processMetrics } from './process-metrics.ts';

/** Every metric with its name, labels and unit: a contract with alerting rules, dashboards and autoscalers. */
export const metricTable = {
  ...processMetrics,
  ...businessMetrics,
  ...platformMetrics,
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricTable;
