import type { HttpClient } from '@petstore/chassis/http';
import type { TokenVerifier } from '@petstore/chassis/identity';
import type { Clock } from '@petstore/chassis/time';
import type { CustomerAccount } from '@petstore/contracts/http';
import type { FastifyRequest } from 'fastify';
import { gatewayErrors } from '../errors.ts';
import { findAccount } from '../identity/find-account.ts';
import type { SessionIssuer } from '../identity/issue-session.ts';

export interface Acting {
  readonly domain: HttpClient;
  readonly issuer: SessionIssuer;
  readonly verifier: TokenVerifier;
  readonly clock: Clock;
}

export interface ActingCustomer {
  readonly account: CustomerAccount;
  /** Headers for requests to other services on the customer's behalf. */
  readonly headers: { readonly authorization: string };
}

/** Long enough for one request with its retries. */
const lifetimeSeconds = 60;

/**
 * Authenticates as the customer that a request of the earlier demo names. A token in the request must belong to that
 * customer (`customer-differs`); without one the gateway issues a token with the customer role for a minute, which
 * `POST /v1/sessions` would issue to any caller too.
 */
export async function actAsCustomer(
  request: FastifyRequest,
  customerId: string,
  { domain, issuer, verifier, clock }: Acting,
): Promise<ActingCustomer> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    request.principal ??= await verifier.verify(authorization);
    if (request.principal.customerId !== customerId) throw gatewayErrors.create('customer-differs');
    return { account: await findAccount(domain, customerId), headers: { authorization } };
  }
  const account = await findAccount(domain, customerId);
  const customer = { ...account, roles: ['customer' as const] };
  request.principal = { customerId: account.id, roles: customer.roles };
  const { token } = await issuer.issue(customer, clock.now(), lifetimeSeconds);
  return { account, headers: { authorization: `Bearer ${token}` } };
}
