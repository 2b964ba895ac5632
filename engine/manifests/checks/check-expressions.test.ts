import { describe, expect, it, test } from 'vitest';
import { canaryText, clusterText } from '../../testing/cluster-manifests.ts';
import { problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

type Defect = readonly [found: string, replacement: string, path: string, message: RegExp];

function expectRefused(text: string, [found, replacement, path, message]: Defect): void {
  expect(problemsOf(sampleWith(found, replacement, text))).toContainEqual(
    expect.objectContaining({ path, message: expect.stringMatching(message) }),
  );
}

const lookahead = '"^(?!/internal/).*$"';
const first = 'spec.http[0]';
const header = '- headers: { x-beta: { exact: "yes" } }';
const last = 'timeout: 5s\n';

describe('an expression that RE2 refuses is refused at every place', () => {
  const places: readonly (readonly [string, string, string])[] = [
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
    [
      '{ port: http, interval: 15s }',
      `{ port: http, relabelings: [{ regex: ${lookahead} }] }`,
      'spec.podMetricsEndpoints[0].relabelings[0].regex',
    ],
  ];
  test.each(places)('%j written as %s', (found, replacement, path) => {
    expectRefused(clusterText, [found, replacement, path, /regular expression of RE2.*no look-around/]);
  });

  test.each([
    [
      'gateways: [mesh]',
      `gateways: [mesh]\n    match: [{ uri: { regex: ${lookahead} } }]`,
      'spec.service.match[0].uri.regex',
    ],
    [
      'threshold: 2',
      `threshold: 2\n    match: [{ headers: { x: { regex: ${lookahead} } } }]`,
      'spec.analysis.match[0].headers.x.regex',
    ],
  ])('a Canary, %j written as %s', (found, replacement, path) => {
    expectRefused(canaryText, [found, replacement, path, /regular expression of RE2/]);
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
