import type { AppError } from '@petstore/chassis/errors';
import { domainErrors } from '../errors.ts';
import type { OrderRefusal } from './order-command.ts';

const told = [
  'order-not-cancellable',
  'order-not-paid',
  'refund-amount-invalid',
  'refund-exceeds-capture',
] as const;

/** The refusal as the HTTP edge reports it; one that no request can lead to is a bug. */
export function errorOfOrderRefusal({ refused, reason }: OrderRefusal): AppError {
  const code = told.find((each) => each === refused);
  if (code === undefined) {
    return domainErrors.create('order-command-refused', { message: `${refused}: ${reason}` });
  }
  return domainErrors.create(code, { message: reason, details: { reason } });
}
