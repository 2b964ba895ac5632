import { describe, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
  [
    'name: requests_per_second',
    'name: request_per_second',
    'spec.metrics[1].pods.metric.name',
    /no rule of prometheus-adapter answers for request_per_second: did you mean requests_per_second/,
  ],
  [
    'metric: { name: backlog }',
    'metric: { name: queue }',
    'spec.metrics[2].external.metric.name',
    /no rule of prometheus-adapter answers for queue: there are backlog/,
  ],
  [
    'metricsQuery: max(backlog)',
    'metricQuery: max(backlog)',
    'data["config.yaml"]',
    /line 7: externalRules\[0\].metricQuery: .*did you mean metricsQuery/,
  ],
];

describe('the rules of prometheus-adapter and the metrics that autoscalers read', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });
});
