import { describe, expect, it } from 'vitest';
import { canaryText, clusterText } from '../../testing/cluster-manifests.ts';
import { problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

type Defect = readonly [found: string, replacement: string, path: string, message: RegExp];

function expectRefused(text: string, [found, replacement, path, message]: Defect): void {
  expect(problemsOf(sampleWith(found, replacement, text))).toContainEqual(
    expect.objectContaining({ path, message: expect.stringMatching(message) }),
  );
}

const first = 'spec.http[0]';
const header = '- headers: { x-beta: { exact: "yes" } }';
const last = 'timeout: 5s\n';

const retries = 'retries: { attempts: 0 }';
const routes: readonly Defect[] = [
  [
    retries,
    'retries: { attempts: 2, retryOn: "5xx,gateway-eror" }',
    'spec.http[1].retries.retryOn',
    /"gateway-eror" is no policy/,
  ],
  [
    retries,
    'retries: { attempts: 2, retryOn: "5xx, reset" }',
    'spec.http[1].retries.retryOn',
    /" reset" is no policy/,
  ],
  [retries, 'retries: { attempts: 2, retryOn: "5xx,599" }', 'spec.http[1].retries.retryOn', /"599"/],
  [retries, 'retries: { attempts: -1 }', 'spec.http[1].retries.attempts', /at least 0/],
  [
    retries,
    'retries: { attempts: 0, perTryTimeout: 1s }',
    'spec.http[1].retries.perTryTimeout',
    /attempts is 0/,
  ],
  [last, 'timeout: 0s\n', 'spec.http[1].timeout', /at least 1ms/],
  [last, 'timeout: 1.5ms\n', 'spec.http[1].timeout', /whole milliseconds/],
  [last, 'fault: {}\n', 'spec.http[1].fault', /abort or delay/],
  [last, 'fault: { abort: { httpStatus: 199 } }\n', 'spec.http[1].fault.abort.httpStatus', /at least 200/],
  [
    last,
    'fault: { abort: { httpStatus: 503, percentage: { value: 101 } } }\n',
    'spec.http[1].fault.abort.percentage.value',
    /at most 100/,
  ],
  [
    last,
    'fault: { delay: { fixedDelay: 1s, percentage: { value: 0.00001 } } }\n',
    'spec.http[1].fault.delay.percentage.value',
    /0.0001/,
  ],
  [
    last,
    'mirror: { host: web }\n      mirrorPercentage: { value: -1 }\n',
    'spec.http[1].mirrorPercentage.value',
    /at least 0/,
  ],
  [
    last,
    'mirror: { host: web }\n      mirrors: [{ destination: { host: web } }]\n',
    'spec.http[1].mirrors',
    /beside mirror/,
  ],
  [
    last,
    'headers: { request: { set: { "x y": a } } }\n',
    'spec.http[1].headers.request.set["x y"]',
    /name of a header/,
  ],
  [
    last,
    'headers: { response: { remove: [Host] } }\n',
    'spec.http[1].headers.response.remove[0]',
    /not of the host/,
  ],
  [
    last,
    'headers: { request: { add: { x-share: 50% } } }\n',
    'spec.http[1].headers.request.add.x-share',
    /write %%/,
  ],
  [
    last,
    'headers: { request: { set: { host: a, ":authority": b } } }\n',
    'spec.http[1].headers.request.set[":authority"]',
    /a second time/,
  ],
  [last, 'rewrite: {}\n', 'spec.http[1].rewrite', /must have uri/],
  [
    last,
    'rewrite: { uri: /a, uriRegexRewrite: { match: a, rewrite: b } }\n',
    'spec.http[1].rewrite',
    /only one of/,
  ],
  [last, 'corsPolicy: { allowMethods: [FETCH] }\n', 'spec.http[1].corsPolicy.allowMethods[0]', /must be GET/],
  [
    last,
    'corsPolicy: { allowHeaders: ["x y"] }\n',
    'spec.http[1].corsPolicy.allowHeaders[0]',
    /name of a header/,
  ],
  [last, 'corsPolicy: { maxAge: 1500ms }\n', 'spec.http[1].corsPolicy.maxAge', /whole seconds/],
  [
    header,
    '- headers: { "x beta": { exact: "yes" } }',
    `${first}.match[0].headers["x beta"]`,
    /name of a header/,
  ],
  [header, '- sourceLabels: { "a b": c }', `${first}.match[0].sourceLabels["a b"]`, /key of a label/],
  [header, '- gateways: [a_b]', `${first}.match[0].gateways[0]`, /name of a Gateway/],
  [
    header,
    '- headers: { "@request.auth.claims.sub": { exact: a } }',
    `${first}.match[0].headers["@request.auth.claims.sub"]`,
    /only gateways/,
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

const connections: readonly Defect[] = [
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
  [
    '    - port: { number: 80, name: http, protocol: HTTP }',
    '    - port: { number: 443, name: https, protocol: HTTPS }',
    'spec.servers[0].tls',
    /is missing/,
  ],
  [
    'hosts: [shop.example.com]',
    'hosts: [shop.example.com]\n      tls: { mode: SIMPLE, credentialName: a }',
    'spec.servers[0].tls',
    /only redirect/,
  ],
  [
    'protocol: HTTP }\n      hosts: [shop.example.com]',
    'protocol: HTTPS }\n      hosts: [shop.example.com]\n      tls: { mode: SIMPLE }',
    'spec.servers[0].tls.privateKey',
    /is missing/,
  ],
  ['hosts: [shop.example.com]', 'hosts: [shop]', 'spec.servers[0].hosts[0]', /full host name/],
  [
    'hosts: [shop.example.com]',
    'hosts: [shop.example.com]\n      bind: here',
    'spec.servers[0].bind',
    /IP address/,
  ],
];

const policy = '        - operation: { methods: [GET]';
const rule = '      to:\n        - operation';
const security: readonly Defect[] = [
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

const addresses: readonly Defect[] = [
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

describe('what an admission webhook always refuses is refused', () => {
  describe.each([
    ['routes', routes],
    ['connections and gateways', connections],
    ['security', security],
    ['network policies', addresses],
  ])('%s', (_, defects) => {
    it.each(defects)('%j written as %j is refused at %s', (...defect) => {
      expectRefused(clusterText, defect);
    });
  });

  it.each<Defect>([
    ['gateways: [mesh]', 'gateways: [mesh]\n    timeout: "11"', 'spec.service.timeout', /must be a duration/],
    [
      'gateways: [mesh]',
      'gateways: [mesh]\n    retries: { attempts: 3, retryOn: never }',
      'spec.service.retries.retryOn',
      /"never" is no policy/,
    ],
    [
      'gateways: [mesh]',
      'gateways: [mesh]\n    retries: { attempts: -1 }',
      'spec.service.retries.attempts',
      /at least 0/,
    ],
    [
      'maxEjectionPercent: 50 }',
      'maxEjectionPercent: 50 }\n      tls: { mode: MUTUAL }',
      'spec.service.trafficPolicy.tls.privateKey',
      /is missing/,
    ],
  ])('a Canary: %j written as %j is refused at %s', (...defect) => {
    expectRefused(canaryText, defect);
  });
});

describe('what an admission webhook takes is sound', () => {
  it.each([
    [header, '- uri: { prefix: "" }\n          headers: { ":method": { exact: GET } }'],
    [retries, 'retries: { attempts: 2, perTryTimeout: 2s, retryOn: "gateway-error,connect-failure,503" }'],
    [last, 'headers: { request: { set: { x-start: "%START_TIME(%s)%", x-share: "50%%" } } }\n'],
    [last, 'headers: { response: { set: { x-zone: "%UPSTREAM_METADATA([\\"istio\\", \\"zone\\"])%" } } }\n'],
    [last, 'corsPolicy: { allowOrigins: [{ regex: "https://.*" }], allowMethods: ["*"], maxAge: 24h }\n'],
    [
      'hosts: [shop.example.com]',
      'hosts: ["*.example.com", ./a.example.com]\n      tls: { httpsRedirect: true }',
    ],
    ['paths: [/orders/*]', 'paths: ["/orders/{*}/lines/{**}"]'],
    ['source: { principals', 'source: { ipBlocks: [10.0.0.1, "2001:db8::/32"], principals'],
    [rule, `      when: [{ key: "request.auth.claims[realm][roles]", values: [a] }]\n${rule}`],
    [rule, `      when: [{ key: "experimental.envoy.filters.a.b[c]", values: [a] }]\n${rule}`],
  ])('%j written as %j', (found, replacement) => {
    expect(problemsOf(sampleWith(found, replacement, clusterText))).toEqual([]);
  });
});
