import { expect, it } from 'vitest';
import type { ManifestSet } from '../../manifests/index.ts';
import { collectAllowedHosts } from './collect-allowed-hosts.ts';

const gateway = (name: string, ...hosts: string[]) => ({
  apiVersion: 'networking.istio.io/v1' as const,
  kind: 'Gateway' as const,
  metadata: { name },
  spec: { servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' as const }, hosts }] },
});
const setOf = (...gateways: unknown[]) => ({ objects: { Gateway: gateways } }) as unknown as ManifestSet;

it('takes the names of --allow-host and of Gateways, without their namespaces', () => {
  const set = setOf(
    gateway('public', 'Shop.example.com', 'petstore/api.example.com', './*.preview.example.com'),
  );
  expect(collectAllowedHosts(set, ['Tunnel.example.net']).names).toEqual([
    'tunnel.example.net',
    'shop.example.com',
    'api.example.com',
    '*.preview.example.com',
  ]);
});

it.each(['*', 'petstore/*', '*.com', '*.com.'])(
  'lets nobody in for %s, and says which Gateway has it',
  (host) => {
    expect(collectAllowedHosts(setOf(gateway('wide', host, 'a.example.com')))).toEqual({
      names: ['a.example.com'],
      tooWide: ['wide'],
    });
  },
);

it('spells the names as those of requests are', () => {
  const set = setOf(gateway('public', 'Shop.example.com.', 'petstore/*.preview.example.com.'));
  expect(collectAllowedHosts(set, ['My_Host', '[0:0::1]', '10.1', 'shop.example.com']).names).toEqual([
    'my_host',
    '[::1]',
    '10.0.0.1',
    'shop.example.com',
    '*.preview.example.com',
  ]);
});
