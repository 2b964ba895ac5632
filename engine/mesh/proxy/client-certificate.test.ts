import { expect, it } from 'vitest';
import { clientCertificate } from './client-certificate.ts';

const endpoint = { pod: 'b-1', workload: 'b', version: 'v1', serviceAccount: 'b-account', port: 20_001 };
const source = { namespace: 'shop', serviceAccount: 'a-account', workload: 'a', version: 'v1', pod: 'a-1' };

it('names the callee and the caller by service account', () => {
  expect(clientCertificate('shop', source, endpoint)).toBe(
    'By=spiffe://cluster.local/ns/shop/sa/b-account;URI=spiffe://cluster.local/ns/shop/sa/a-account',
  );
});

it('vouches for nobody on a host port', () => {
  expect(clientCertificate('shop', null, endpoint)).toBeNull();
});
