import type { IncomingHttpHeaders } from 'node:http';
import { requireOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { describeSecurity } from '@petstore/chassis/openapi';
import { providerErrors } from '../errors.ts';
import { carriesApiKey } from './api-key.ts';

interface Caller {
  readonly headers: IncomingHttpHeaders;
}

/** Hooks for routes: who may come in. */
export interface ProviderAccess {
  /** The merchant, with its API key. */
  merchant(request: Caller): Promise<void>;
  /** A person with the operator role. */
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
