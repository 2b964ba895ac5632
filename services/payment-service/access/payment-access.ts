import type { IncomingHttpHeaders } from 'node:http';
import { callerOf } from '@petstore/chassis/http';
import { isOperator, type Principal, requireOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { describeSecurity } from '@petstore/chassis/openapi';

interface Caller {
  readonly headers: IncomingHttpHeaders;
  principal: Principal | null;
}

/** Authorization hooks of the routes. Each sets the request's principal if the request has a token. */
export interface PaymentAccess {
  /** Admits the order saga's service and operators. */
  command(request: Caller): Promise<void>;
  /** Admits the order saga's service, operators, and customers, who see their own payments. */
  read(request: Caller): Promise<void>;
  operator(request: Caller): Promise<void>;
  /** Caller that idempotency keys of the request are scoped to. */
  idempotencyScopeOf(request: Caller): string;
}

export function createPaymentAccess(
  verifier: TokenVerifier,
  commandCallers: readonly string[],
): PaymentAccess {
  const isTrusted = (request: Caller) => commandCallers.includes(callerOf(request) ?? '');
  const verify = async (request: Caller) => {
    request.principal = await verifier.verify(request.headers.authorization);
  };
  /** A trusted service needs no token, but a token that it forwards is verified. */
  const verifyUnlessTrusted = async (request: Caller) => {
    if (!isTrusted(request) || request.headers.authorization !== undefined) await verify(request);
  };
  return {
    command: describeSecurity({ anyOf: ['mesh', 'bearer'] }, async (request: Caller) => {
      await verifyUnlessTrusted(request);
      if (!isTrusted(request)) requireOperator(request.principal);
    }),
    read: describeSecurity({ anyOf: ['mesh', 'bearer'] }, verifyUnlessTrusted),
    operator: describeSecurity({ anyOf: ['bearer'], isForOperators: true }, async (request: Caller) => {
      await verify(request);
      requireOperator(request.principal);
    }),
    idempotencyScopeOf(request) {
      const service = isTrusted(request) ? callerOf(request) : null;
      return service ?? `principal:${request.principal?.customerId ?? ''}`;
    },
  };
}

/** Whether a principal may read and change a customer's payments; null is a trusted service without a token. */
export function mayAccess(principal: Principal | null, customerId: string): boolean {
  return principal === null || isOperator(principal) || principal.customerId === customerId;
}
