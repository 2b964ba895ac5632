import type { IncomingHttpHeaders } from 'node:http';
import { callerOf } from '@petstore/chassis/http';
import { isOperator, type Principal, requireOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { describeSecurity } from '@petstore/chassis/openapi';

interface Caller {
  readonly headers: IncomingHttpHeaders;
  principal: Principal | null;
}

/** Hooks for routes: who may come in. Each sets the request's principal where a token came along. */
export interface PaymentAccess {
  /** The order saga's service, or an operator. */
  command(request: Caller): Promise<void>;
  /** The order saga's service, an operator, or a customer, who sees what is his own. */
  read(request: Caller): Promise<void>;
  operator(request: Caller): Promise<void>;
  /** In whose name an idempotency key was chosen. */
  nameOf(request: Caller): string;
}

export function createPaymentAccess(
  verifier: TokenVerifier,
  commandCallers: readonly string[],
): PaymentAccess {
  const isTrusted = (request: Caller) => commandCallers.includes(callerOf(request) ?? '');
  const verify = async (request: Caller) => {
    request.principal = await verifier.verify(request.headers.authorization);
  };
  /** A trusted service needs no token; one that it forwards is verified nevertheless. */
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
    nameOf(request) {
      const service = isTrusted(request) ? callerOf(request) : null;
      return service ?? `principal:${request.principal?.customerId ?? ''}`;
    },
  };
}

/** Whether a principal may see and change a customer's rows; null is a trusted service on its own account. */
export function mayTouch(principal: Principal | null, customerId: string): boolean {
  return principal === null || isOperator(principal) || principal.customerId === customerId;
}
