import { describe, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
  ['hosts: [web]', 'hosts: [shop]', 'spec.hosts[0]', /no Service shop is declared/],
  [
    'gateways: [public, mesh]',
    'gateways: [private, mesh]',
    'spec.gateways[0]',
    /no Gateway private is declared/,
  ],
  [
    'subset: v1,',
    'subset: v2,',
    'spec.http[0].route[0].destination.subset',
    /no DestinationRule of web has a subset v2/,
  ],
  [
    'port: { number: 8080 }',
    'port: { number: 9090 }',
    'spec.http[0].route[0].destination.port.number',
    /Service web has no port 9090/,
  ],
  [
    '    - match:\n        - headers: { x-beta: { exact: "yes" } }\n      route:',
    '    - route:',
    'spec.http[1]',
    /is never reached/,
  ],
  ['  hosts: [web]\n', '  hosts: [web, "a_b.example.com"]\n', 'spec.hosts[1]', /must be a host name/],
  ['  hosts: [web]\n', '  hosts: [web, web]\n', 'spec.hosts[1]', /keep one of them/],
  ['  hosts: [web]\n', '  hosts: ["*"]\n', 'spec.hosts[0]', /cannot be \*/],
  [
    '  hosts: [web]\n',
    '  hosts: [web]\n  exportTo: [".", "*"]\n',
    'spec.exportTo',
    /beside other namespaces/,
  ],
];

describe('a VirtualService', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });
});
