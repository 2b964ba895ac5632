import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { AppError } from '../errors/index.ts';
import type { Clock } from '../time/index.ts';
import { bearerCredentials } from './bearer-credentials.ts';
import type { Principal } from './principal.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface TokenVerifier {
  /** Throws an AppError of kind unauthenticated; the reason why never reaches the caller in detail. */
  verify(authorization: string | undefined): Promise<Principal>;
}

export interface TokenVerifierOptions {
  readonly fetchKeys: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
}

const shortestKeyAgeMs = 5_000;
const compactSerialization = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

function refused(words: string, cause?: unknown): AppError {
  return new AppError('unauthenticated', 'unauthenticated', words, cause === undefined ? {} : { cause });
}

function isRole(value: unknown): value is Principal['roles'][number] {
  return value === 'customer' || value === 'operator';
}

/** Each part must be the one way to write its bytes: jose alone would accept stray bits at the end. */
function isCanonicalBase64Url(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function tokenOf(authorization: string | undefined): string {
  if (authorization === undefined) throw refused('Send a bearer token; POST /v1/sessions gives one.');
  const token = bearerCredentials(authorization);
  if (token === undefined || !compactSerialization.test(token) || !isCanonicalBase64Url(token))
    throw refused('The bearer token is not well-formed.');
  return token;
}

/** Keys by id, fetched when an unknown one is asked for, but not more often than every few seconds. */
function cachedKeys(options: TokenVerifierOptions): JWTVerifyGetKey {
  const { fetchKeys, clock } = options;
  let known: JWTVerifyGetKey | undefined;
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;
  const refresh = async () => {
    const keys = await fetchKeys();
    known = createLocalJWKSet(keys);
    fetchedAtMs = clock.now();
  };
  const refreshOnce = () => {
    pending ??= refresh().finally(() => {
      pending = undefined;
    });
    return pending;
  };
  return async (header, token) => {
    if (known === undefined) await refreshOnce();
    try {
      return await (known as JWTVerifyGetKey)(header, token);
    } catch (error) {
      const isUnknownKey = error instanceof errors.JWKSNoMatchingKey;
      if (!isUnknownKey || clock.now() - fetchedAtMs < shortestKeyAgeMs) throw error;
      await refreshOnce();
      return (known as JWTVerifyGetKey)(header, token);
    }
  };
}

/** Verifies ES256 access tokens (RFC 7519, RFC 8725): algorithm, type, issuer, audience, expiry and required claims are all pinned. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, clock } = options;
  const keys = cachedKeys(options);
  const verified = new VerifiedTokens();
  return {
    async verify(authorization) {
      const token = tokenOf(authorization);
      const known = verified.find(token, clock.now());
      if (known !== undefined) return known;
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms: ['ES256'],
          typ: 'JWT',
          issuer,
          audience,
          requiredClaims: ['sub', 'iat', 'exp', 'roles'],
          currentDate: new Date(clock.now()),
        });
        const roles: unknown = payload['roles'];
        if (payload.sub === undefined || !Array.isArray(roles) || !roles.every(isRole)) {
          throw refused('The bearer token lacks a claim.');
        }
        const principal = { customerId: payload.sub, roles };
        const { exp: expiresAtSeconds = 0 } = payload;
        verified.keep(token, principal, { expiresAtSeconds, verifiedAtMs: clock.now() });
        return principal;
      } catch (error) {
        if (error instanceof AppError) throw error;
        if (error instanceof errors.JWTExpired)
          throw refused('The bearer token has expired; sign in again.', error);
        throw refused('The bearer token is not valid.', error);
      }
    },
  };
}
