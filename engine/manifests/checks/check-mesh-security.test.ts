import { describe, expect, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused, problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

const policy = '        - operation: { methods: [GET]';
const rule = '      to:\n        - operation';

const defects: readonly Defect[] = [
  [
    'mtls: { mode: STRICT }',
    'mtls: { mode: ON }',
    'spec.mtls.mode',
    /must be UNSET, DISABLE, PERMISSIVE or STRICT/,
  ],
  [
    'ns/shop/sa/web',
    'ns/shop/sa/cart',
    'spec.rules[0].from[0].source.principals[0]',
    /no ServiceAccount cart is declared/,
  ],
  [
    'cluster.local/ns/shop/sa/web',
    'web',
    'spec.rules[0].from[0].source.principals[0]',
    /of the form cluster.local/,
  ],
  [
    'paths: [/orders/*]',
    'paths: [/orders/*/cancel]',
    'spec.rules[0].to[0].operation.paths[0]',
    /has a \* in its middle/,
  ],
  [
    'ports: ["8080"]',
    'ports: ["80"]',
    'spec.rules[0].to[0].operation.ports[0]',
    /no container that it holds for listens on 80/,
  ],
  [
    '  rules:\n    - from',
    '  action: DENY\n  rules: []\n  unused:\n    - from',
    'spec.rules',
    /are missing: without one a policy of action DENY/,
  ],
  ['ports: ["8080"]', 'notPorts: [http]', 'spec.rules[0].to[0].operation.notPorts[0]', /number of a port/],
  ['ports: ["8080"]', 'ports: ["99999"]', 'spec.rules[0].to[0].operation.ports[0]', /number of a port/],
  ['paths: [/orders/*]', 'paths: [""]', 'spec.rules[0].to[0].operation.paths[0]', /must not be empty/],
  ['paths: [/orders/*]', 'paths: ["/orders/{id}"]', 'spec.rules[0].to[0].operation.paths[0]', /no template/],
  [
    'paths: [/orders/*]',
    'notPaths: ["/{**}/orders/{*}"]',
    'spec.rules[0].to[0].operation.notPaths[0]',
    /behind \{\*\*\}/,
  ],
  [
    'paths: [/orders/*]',
    'paths: ["/{*}/or*ers"]',
    'spec.rules[0].to[0].operation.paths[0]',
    /cannot stand in a template/,
  ],
  [
    policy,
    '        - operation: { hosts: [""], methods: [GET]',
    'spec.rules[0].to[0].operation.hosts[0]',
    /must not be empty/,
  ],
  ...(['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks'] as const).map(
    (field): Defect => [
      'source: { principals',
      `source: { ${field}: [10.0.0.0/8, 10.0.0.256, 10.0.0.0/33], principals`,
      `spec.rules[0].from[0].source.${field}[2]`,
      /IP address or a range/,
    ],
  ),
  [
    'source: { principals',
    'source: { serviceAccounts: [web], principals',
    'spec.rules[0].from[0].source.principals',
    /beside serviceAccounts/,
  ],
  [
    rule,
    `      when: [{ key: "request.header[x]", values: [a] }]\n${rule}`,
    'spec.rules[0].when[0].key',
    /no attribute of Istio/,
  ],
  [
    rule,
    `      when: [{ key: "request.headers", values: [a] }]\n${rule}`,
    'spec.rules[0].when[0].key',
    /name in brackets/,
  ],
  [
    rule,
    `      when: [{ key: "destination.labels[app]", values: [a] }]\n${rule}`,
    'spec.rules[0].when[0].key',
    /spec.selector/,
  ],
  [
    rule,
    `      when: [{ key: source.ip, notValues: [a] }]\n${rule}`,
    'spec.rules[0].when[0].notValues[0]',
    /IP address/,
  ],
  [
    rule,
    `      when: [{ key: destination.port, values: ["70000"] }]\n${rule}`,
    'spec.rules[0].when[0].values[0]',
    /number of a port/,
  ],
  [rule, `      when: [{ key: source.ip }]\n${rule}`, 'spec.rules[0].when[0]', /values or notValues/],
  [
    '  mtls: { mode: STRICT }',
    '  selector: { matchLabels: { app: web } }\n  portLevelMtls: { 70000: { mode: STRICT } }',
    'spec.portLevelMtls["70000"]',
    /number of a port/,
  ],
  [
    '  mtls: { mode: STRICT }',
    '  selector: { matchLabels: { app: web } }\n  portLevelMtls: {}',
    'spec.portLevelMtls',
    /at least one port/,
  ],
];

describe('PeerAuthentication and AuthorizationPolicy', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });

  it.each([
    ['paths: [/orders/*]', 'paths: ["/orders/{*}/lines/{**}"]'],
    ['source: { principals', 'source: { ipBlocks: [10.0.0.1, "2001:db8::/32"], principals'],
    [rule, `      when: [{ key: "request.auth.claims[realm][roles]", values: [a] }]\n${rule}`],
    [rule, `      when: [{ key: "experimental.envoy.filters.a.b[c]", values: [a] }]\n${rule}`],
  ])('%j written as %j is accepted', (found, replacement) => {
    expect(problemsOf(sampleWith(found, replacement, clusterText))).toEqual([]);
  });
});
