import { describe, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
  [
    '- port: http',
    '- port: https',
    'spec.ingress[0].ports[0].port',
    /no selected container has a port https/,
  ],
  [
    'cnpg.io/cluster: postgres',
    'cnpg.io/cluster: mysql',
    'spec.egress[0].to[0].podSelector',
    /matches no pod/,
  ],
  [
    'policyTypes: [Ingress, Egress]',
    'policyTypes: [Ingress]',
    'spec.egress',
    /has no effect: policyTypes lacks Egress/,
  ],
  [
    '{ protocol: TCP, port: 5432 }',
    '{ protocol: TCP, port: 5432, endPort: 80 }',
    'spec.egress[0].ports[0].endPort',
    /must follow a number/,
  ],
  [
    '        - podSelector:\n            matchLabels: { app: web }\n',
    '        - ipBlock: { cidr: 10.0.0.300/8 }\n',
    'spec.ingress[0].from[0].ipBlock.cidr',
    /range of addresses/,
  ],
  [
    '        - podSelector:\n            matchLabels: { app: web }\n',
    '        - ipBlock: { cidr: 10.0.0.0/8, except: [11.0.0.0/16] }\n',
    'spec.ingress[0].from[0].ipBlock.except[0]',
    /inside 10.0.0.0\/8/,
  ],
  [
    '        - podSelector:\n            matchLabels: { app: web }\n',
    '        - ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/8] }\n',
    'spec.ingress[0].from[0].ipBlock.except[0]',
    /smaller range/,
  ],
];

describe('a NetworkPolicy', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });
});
