import { isOperator, type Principal } from '@petstore/chassis/identity';
import type { Queryable } from '@petstore/chassis/postgres';
import type { Order } from '@petstore/contracts/http';
import { domainErrors } from '../errors.ts';
import { findOrder } from './order-view-store.ts';

/** Whose orders a principal may see; null for everybody's. */
export function ownerOf(principal: Principal): string | null {
  return isOperator(principal) ? null : principal.customerId;
}

/** Throws `order-not-found` for one that is absent and for another customer's alike. */
export async function readableOrder(database: Queryable, id: string, principal: Principal): Promise<Order> {
  const order = await findOrder(database, id, ownerOf(principal));
  if (order === null) throw domainErrors.create('order-not-found');
  return order;
}
