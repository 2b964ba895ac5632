import type { Role } from '@petstore/contracts/http';
import { AppError } from '../errors/index.ts';

/** The customer or operator that a verified token identifies. */
export interface Principal {
  readonly customerId: string;
  readonly roles: readonly Role[];
}

export function isOperator(principal: Principal | null): boolean {
  return principal?.roles.includes('operator') ?? false;
}

/** Throws `operator-required` unless the principal has the operator role. */
export function requireOperator(principal: Principal | null): void {
  if (isOperator(principal)) return;
  throw new AppError('operator-required', 'forbidden', 'This needs the operator role.');
}
