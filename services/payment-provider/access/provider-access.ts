import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { bearerCredentials, requireOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { describeSecurity } from '@petstore/chassis/openapi';
import { providerErrors } from '../errors.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

interface Caller {
  readonly headers: IncomingHttpHeaders;
}

/** Authorization hooks of the routes. */
export interface ProviderAccess {
  /** Admits the merchant by its API key. */
  merchant(request: Caller): Promise<void>;
  /** Admits users with the operator role. */
  operator(request: Caller): Promise<void>;
}

export function createProviderAccess(apiKey: string, verifier: TokenVerifier): ProviderAccess {
  return {
    merchant: describeSecurity({ anyOf: ['apiKey'] }, async ({ headers }: Caller) => {
      if (!carriesApiKey(headers.authorization, apiKey)) throw providerErrors.create('api-key-invalid');
    }),
    operator: describeSecurity({ anyOf: ['bearer'], isForOperators: true }, async ({ headers }: Caller) => {
      requireOperator(await verifier.verify(headers.authorization));
    }),
  };
}

/** Whether an `authorization` header has the API key as bearer token; compared in constant time. */
export function carriesApiKey(authorization: string | undefined, apiKey: string): boolean {
  const sent = bearerCredentials(authorization);
  return sent !== undefined && timingSafeEqual(digest(sent), digest(apiKey));
}
