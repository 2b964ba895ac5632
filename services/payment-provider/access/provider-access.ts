import type { IncomingHttpHeaders } from 'node:http';
import { requireOperator, type TokenVerifier } from '@petstore/chassis/identity';
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
    async merchant({ headers }) {
      if (!carriesApiKey(headers.authorization, apiKey)) throw providerErrors.create('api-key-invalid');
    },
    async operator({ headers }) {
      requireOperator(await verifier.verify(headers.authorization));
    },
  };
}
