import { describe, expect, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused, problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

const first = 'spec.http[0]';
const header = '- headers: { x-beta: { exact: "yes" } }';
const last = 'timeout: 5s\n';
const retries = 'retries: { attempts: 0 }';
const lookahead = '"^(?!/internal/).*$"';

const defects: readonly Defect[] = [
  ['timeout: 5s', 'timeout: 5', 'spec.http[1].timeout', /must be a text.*in quotes/],
  ['timeout: 5s', 'timeout: five', 'spec.http[1].timeout', /must be a duration/],
  [
    'x-beta: { exact: "yes" }',
    'x-beta: { exact: "yes", prefix: "y" }',
    'spec.http[0].match[0].headers.x-beta',
    /at most one of exact, prefix, regex/,
  ],
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
];

describe('a route', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });

  it.each([
    [header, '- uri: { prefix: "" }\n          headers: { ":method": { exact: GET } }'],
    [retries, 'retries: { attempts: 2, perTryTimeout: 2s, retryOn: "gateway-error,connect-failure,503" }'],
    [last, 'headers: { request: { set: { x-start: "%START_TIME(%s)%", x-share: "50%%" } } }\n'],
    [last, 'headers: { response: { set: { x-zone: "%UPSTREAM_METADATA([\\"istio\\", \\"zone\\"])%" } } }\n'],
    [last, 'corsPolicy: { allowOrigins: [{ regex: "https://.*" }], allowMethods: ["*"], maxAge: 24h }\n'],
  ])('%j written as %j is accepted', (found, replacement) => {
    expect(problemsOf(sampleWith(found, replacement, clusterText))).toEqual([]);
  });
});

describe('an expression that RE2 refuses', () => {
  it.each([
    [header, `- uri: { regex: ${lookahead} }`, `${first}.match[0].uri.regex`],
    [header, `- scheme: { regex: ${lookahead} }`, `${first}.match[0].scheme.regex`],
    [header, `- method: { regex: ${lookahead} }`, `${first}.match[0].method.regex`],
    [header, `- authority: { regex: ${lookahead} }`, `${first}.match[0].authority.regex`],
    [header, `- headers: { x-beta: { regex: ${lookahead} } }`, `${first}.match[0].headers.x-beta.regex`],
    [
      header,
      `- withoutHeaders: { x-beta: { regex: ${lookahead} } }`,
      `${first}.match[0].withoutHeaders.x-beta.regex`,
    ],
    [header, `- queryParams: { q: { regex: ${lookahead} } }`, `${first}.match[0].queryParams.q.regex`],
    [
      last,
      `corsPolicy: { allowOrigins: [{ regex: ${lookahead} }] }\n`,
      'spec.http[1].corsPolicy.allowOrigins[0].regex',
    ],
    [
      last,
      `rewrite: { uriRegexRewrite: { match: ${lookahead}, rewrite: / } }\n`,
      'spec.http[1].rewrite.uriRegexRewrite.match',
    ],
  ])('%j written as %s is refused at %s', (found, replacement, path) => {
    expectRefused(clusterText, [found, replacement, path, /regular expression of RE2.*no look-around/]);
  });

  it('is at most as long as Istio takes it', () => {
    const long = `- uri: { regex: "${'a'.repeat(1025)}" }`;
    expectRefused(clusterText, [header, long, `${first}.match[0].uri.regex`, /at most 1024 bytes/]);
  });

  it('takes the * of a header that must be absent', () => {
    const text = sampleWith(header, '- withoutHeaders: { x-beta: { regex: "*" } }', clusterText);
    expect(problemsOf(text)).toEqual([]);
  });
});
