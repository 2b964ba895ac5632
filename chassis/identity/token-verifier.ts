import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { AppError } from '../errors/index.ts';
import type { Principal } from '../http/principal.ts';
import type { Clock } from '../time/index.ts';
import { bearerCredentials } from './bearer-credentials.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface TokenVerifier {
  /** Throws an AppError of kind unauthenticated; the exact reason is not sent to the caller. */
  verify(authorization: string | undefined): Promise<Principal>;
}

export interface TokenVerifierOptions {
  readonly fetchKeys: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** Longest lifetime from `iat` to `exp`; 720 (30 days) by default, the maximum of widely used identity providers. */
  readonly longestLifetimeHours?: number;
}

/** How far the issuer's clock may be ahead of ours: "some small leeway", RFC 7519 sections 4.1.4 and 4.1.5. */
const clockLeewaySeconds = 60;

/** OpenID Connect Core 1.0, section 2: a subject "MUST NOT exceed 255 ASCII characters in length". */
const longestSubject = 255;

const shortestKeyAgeMs = 5_000;
const compactSerialization = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

function refused(words: string, cause?: unknown): AppError {
  return new AppError('unauthenticated', 'unauthenticated', words, cause === undefined ? {} : { cause });
}

function isRole(value: unknown): value is Principal['roles'][number] {
  return value === 'customer' || value === 'operator';
}

/** An account without a role has been given access to nothing; routes for every signed-in customer ask for no role. */
function isRoles(value: unknown): value is Principal['roles'] {
  return Array.isArray(value) && value.length > 0 && value.every(isRole);
}

/** Each part must be the canonical encoding of its bytes: jose alone would accept non-zero trailing bits. */
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

/** A NumericDate (RFC 7519 section 2) in whole seconds since the epoch. */
function isDate(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** A subject is non-blank text without invisible characters. */
function isSubject(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > longestSubject) return false;
  return value.trim() === value && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(value);
}

interface ClaimBounds {
  readonly nowMs: number;
  readonly longestLifetimeHours: number;
}

/**
 * Principal and expiry of verified claims. A signature proves who wrote a claim, not that it makes sense (RFC 8725
 * section 3.11): times must be whole seconds, the issue time past and the lifetime bounded, and the subject a text.
 * Expiry and `nbf` were already compared with the clock.
 */
function readClaims(payload: JWTPayload, { nowMs, longestLifetimeHours }: ClaimBounds) {
  const { sub, iat, exp, nbf } = payload;
  const roles: unknown = payload['roles'];
  if (!isDate(iat) || !isDate(exp) || (nbf !== undefined && !isDate(nbf)))
    throw refused('A time in the bearer token is not in whole seconds since 1970; sign in again.');
  if (iat > nowMs / 1_000 + clockLeewaySeconds || iat >= exp)
    throw refused('The bearer token was issued ahead of its time; compare the clocks, then sign in again.');
  if (exp - iat > longestLifetimeHours * 3_600)
    throw refused('The bearer token lives longer than is taken here; sign in again.');
  if (!isSubject(sub) || !isRoles(roles))
    throw refused('The bearer token lacks a claim, or has one that cannot be.');
  return { principal: { customerId: sub, roles }, expiresAtSeconds: exp };
}

/** Keys by id; the key set is fetched again for an unknown id, at most once every few seconds. */
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

/**
 * Verifies ES256 access tokens (RFC 7519, RFC 8725): algorithm, type, issuer and audience are fixed, times and subject
 * bounded.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, clock, longestLifetimeHours = 720 } = options;
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
        const nowMs = clock.now();
        const { principal, expiresAtSeconds } = readClaims(payload, { nowMs, longestLifetimeHours });
        verified.keep(token, principal, { expiresAtSeconds, verifiedAtMs: nowMs });
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
