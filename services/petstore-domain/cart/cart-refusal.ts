import type { AppError } from '@petstore/chassis/errors';
import { domainErrors } from '../errors.ts';

/** Why a change of a cart, or an order of it, is refused. */
export interface CartRefusal {
  readonly refused:
    | 'item-not-found'
    | 'item-unavailable'
    | 'pet-is-unique'
    | 'cart-full'
    | 'cart-empty'
    | 'cart-total-too-high'
    | 'too-many-open-orders'
    | 'too-many-open-items'
    | 'currency-mismatch';
  /** Text for the customer, if it says more than the code's own message. */
  readonly reason?: string;
}

/** A refusal that names the items of which there is not enough stock. */
export function refuseMissing(
  lines: readonly { readonly sku: string; readonly name: string }[],
  missing: readonly string[],
): CartRefusal {
  const names = lines.filter(({ sku }) => missing.includes(sku)).map(({ name }) => name);
  return { refused: 'item-unavailable', reason: `Out of stock: ${names.join('; ')}.` };
}

/** The error that reports a refusal to the client. */
export function errorOfRefusal({ refused, reason }: CartRefusal): AppError {
  return domainErrors.create(refused, reason === undefined ? {} : { message: reason });
}
