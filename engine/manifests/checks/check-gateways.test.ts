import { describe, expect, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { type Defect, expectRefused, problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

const defects: readonly Defect[] = [
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

const port = 'port: { number: 80, name: http, protocol: HTTP }';

describe('the protocol of a port of a Gateway', () => {
  it.each(['http', 'Http2', 'grpc-web', 'MongO', 'tcp'])(
    'is accepted as Istio accepts it: %s',
    (protocol) => {
      const text = sampleWith(port, port.replace('HTTP', protocol), clusterText);
      expect(problemsOf(text)).toEqual([]);
    },
  );

  it.each(['https', 'Tls'])('needs tls in any letter case: %s', (protocol) => {
    const text = sampleWith(port, port.replace('HTTP', protocol), clusterText);
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({
        path: 'spec.servers[0].tls',
        message: `is missing: a server of ${protocol} needs it`,
      }),
    ]);
    const secured = text.replace(
      'hosts: [shop.example.com]',
      'hosts: [shop.example.com]\n      tls: { mode: SIMPLE, credentialName: a }',
    );
    expect(problemsOf(secured)).toEqual([]);
  });

  it('is refused when Istio does not know it', () => {
    expect(problemsOf(sampleWith(port, port.replace('HTTP', 'HTTP3'), clusterText))).toEqual([
      expect.objectContaining({
        path: 'spec.servers[0].port.protocol',
        message: expect.stringMatching(/^must be HTTP, HTTPS, GRPC, GRPC-WEB, HTTP2, MONGO, TCP or TLS/),
      }),
    ]);
  });
});

describe('a Gateway', () => {
  it.each(defects)('%j written as %j is refused at %s', (...defect) => {
    expectRefused(clusterText, defect);
  });

  it.each([
    [
      'hosts: [shop.example.com]',
      'hosts: ["*.example.com", ./a.example.com]\n      tls: { httpsRedirect: true }',
    ],
  ])('%j written as %j is accepted', (found, replacement) => {
    expect(problemsOf(sampleWith(found, replacement, clusterText))).toEqual([]);
  });
});
