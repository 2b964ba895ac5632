import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '@petstore/contracts/http';

export interface TestIssuer {
  /** Base address that serves `/.well-known/jwks.json`. */
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
  /** Value of an `authorization` header, valid for an hour. */
  authorization(customerId: string, roles?: readonly Role[]): string;
  stop(): Promise<void>;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs access tokens as the gateway does and serves the public key, for tests of services that only verify. */
export async function createTestIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'test-key';
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
  });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(jwks);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const names = { issuer: 'urn:petstore:test-issuer', audience: 'petstore-test' };
  return {
    url: `http://127.0.0.1:${port}`,
    ...names,
    authorization(customerId, roles = ['customer']) {
      const iat = Math.floor(Date.now() / 1_000);
      const claims = {
        iss: names.issuer,
        aud: names.audience,
        sub: customerId,
        roles,
        iat,
        exp: iat + 3_600,
      };
      const unsigned = `${encode({ alg: 'ES256', typ: 'JWT', kid })}.${encode(claims)}`;
      const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
      return `Bearer ${unsigned}.${sign('sha256', Buffer.from(unsigned), key).toString('base64url')}`;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
