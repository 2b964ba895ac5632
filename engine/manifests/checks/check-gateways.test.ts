import { describe, expect, it } from 'vitest';
import { clusterText } from '../../testing/cluster-manifests.ts';
import { problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

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
