import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { CustomerAccount, Role } from '@petstore/contracts/http';

/** The part of a customer's stated profile that the shop itself uses. */
export interface CustomerProfile {
  readonly petTypes: readonly string[];
  readonly budgetMinor: readonly [number, number];
}

interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly roles: Role[];
  readonly profile: CustomerProfile | null;
}

const findCustomerById = statement<CustomerRow>(
  'find-customer',
  'select id, name, roles, profile from customers where id = $1',
);

export async function findCustomer(database: Queryable, id: string): Promise<CustomerAccount | null> {
  const [row] = (await database.query(findCustomerById, [id])).rows;
  return row === undefined ? null : { id: row.id, name: row.name, roles: row.roles };
}

/** Null for an unknown customer, or one without a profile. */
export async function findProfile(database: Queryable, id: string): Promise<CustomerProfile | null> {
  const [row] = (await database.query(findCustomerById, [id])).rows;
  return row?.profile ?? null;
}
