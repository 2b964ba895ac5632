import type { CustomerAccount, Session } from '@petstore/contracts/http';
import { SignJWT } from 'jose';
import type { SigningKey } from './signing-key.ts';

const defaultLifetimeSeconds = 3_600;

export interface SessionIssuer {
  /** Signs a token for `account`; its lifetime is an hour by default. */
  issue(account: CustomerAccount, nowMs: number, lifetimeSeconds?: number): Promise<Session>;
}

/** Signs access tokens: ES256 JWTs with subject, roles and expiry. */
export function createSessionIssuer(
  key: SigningKey,
  options: { issuer: string; audience: string },
): SessionIssuer {
  const { issuer, audience } = options;
  return {
    async issue(account, nowMs, lifetimeSeconds = defaultLifetimeSeconds) {
      const issuedAt = Math.floor(nowMs / 1000);
      const expiresAt = issuedAt + lifetimeSeconds;
      const token = await new SignJWT({ roles: account.roles })
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.keyId })
        .setSubject(account.id)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key.privateKey);
      return { token, expiresAt: new Date(expiresAt * 1000).toISOString() };
    },
  };
}
