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
  /** What exactly, where the code alone does not say it. */
  readonly reason?: string;
}

/** Items of which there are fewer than are wanted, by the names that the customer knows. */
export function refuseMissing(
  lines: readonly { readonly sku: string; readonly name: string }[],
  missing: readonly string[],
): CartRefusal {
  const names = lines.filter(({ sku }) => missing.includes(sku)).map(({ name }) => name);
  return { refused: 'item-unavailable', reason: `Cannot be had any more: ${names.join('; ')}.` };
}

/** The refusal as the HTTP edge reports it. */
export function errorOfRefusal({ refused, reason }: CartRefusal): AppError {
  return domainErrors.create(refused, reason === undefined ? {} : { message: reason });
}
