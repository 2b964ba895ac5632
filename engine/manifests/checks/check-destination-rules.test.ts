import { describe, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
  [
    'maxEjectionPercent: 50',
    'maxEjectionPercent: 10',
    'spec.trafficPolicy.outlierDetection.maxEjectionPercent',
    /can never eject one of 2 replicas at 10%: write 50 or more/,
  ],
  ['labels: { app: web }\n', 'labels: { app: shop }\n', 'spec.subsets[0].labels', /match no pod of the host/],
  ['host: web\n', 'host: shop\n', 'spec.host', /no Service shop is declared/],
  [
    '  trafficPolicy:\n    outlierDetection:\n',
    '  trafficPolicy:\n    connectionPool: {}\n    outlierDetection:\n',
    'spec.trafficPolicy.connectionPool',
    /http or tcp/,
  ],
  [
    '      labels: { app: web }\n',
    '      labels: { app: web }\n      trafficPolicy: {}\n',
    'spec.subsets[0].trafficPolicy',
    /must have one of/,
  ],
  [
    'consecutive5xxErrors: 5',
    'consecutiveLocalOriginFailures: 5',
    'spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures',
    /splitExternal/,
  ],
  [
    'consecutive5xxErrors: 5',
    'interval: 0ms',
    'spec.trafficPolicy.outlierDetection.interval',
    /at least 1ms/,
  ],
  [
    '  trafficPolicy:\n    outlier',
    '  trafficPolicy:\n    tls: { mode: MUTUAL }\n    outlier',
    'spec.trafficPolicy.tls.clientCertificate',
    /is missing/,
  ],
  [
    '  trafficPolicy:\n    outlier',
    '  trafficPolicy:\n    tls: { mode: SIMPLE, credentialName: a, caCertificates: b }\n    outlier',
    'spec.trafficPolicy.tls.caCertificates',
    /credentialName/,
  ],
  [
    '  trafficPolicy:\n    outlier',
    '  trafficPolicy:\n    loadBalancer: { localityLbSetting: { distribute: [{ from: a, to: { a: 70, b: 20 } }] } }\n    outlier',
    'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to',
    /add up to 90/,
  ],
  [
    '  trafficPolicy:\n    outlier',
    '  trafficPolicy:\n    loadBalancer: { localityLbSetting: { distribute: [{ from: "a/*/b", to: { a: 100 } }] } }\n    outlier',
    'spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].from',
    /at its end/,
  ],
  [
    '  trafficPolicy:\n    outlier',
    '  trafficPolicy:\n    loadBalancer: { localityLbSetting: { failover: [{ from: a, to: a }] } }\n    outlier',
    'spec.trafficPolicy.loadBalancer.localityLbSetting.failover[0]',
    /two different regions/,
  ],
];

describe('a DestinationRule', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });
});
