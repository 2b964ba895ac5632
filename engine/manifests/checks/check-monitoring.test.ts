import { describe, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused } from '../../testing/shop-manifests.ts';

const lookahead = '"^(?!/internal/).*$"';

const defects: readonly Defect[] = [
  ['interval: 15s', 'interval: 15', 'spec.podMetricsEndpoints[0].interval', /must be a text/],
  ['for: 1m', 'for: soon', 'spec.groups[0].rules[0].for', /must be a duration of Prometheus/],
  [
    'alert: WebDown',
    'record: web:down\n          alert: WebDown',
    'spec.groups[0].rules[0]',
    /exactly one of record, alert/,
  ],
  [
    '{ port: http, interval: 15s }',
    `{ port: http, relabelings: [{ regex: ${lookahead} }] }`,
    'spec.podMetricsEndpoints[0].relabelings[0].regex',
    /regular expression of RE2.*no look-around/,
  ],
];

describe('PodMonitor and PrometheusRule', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });
});
