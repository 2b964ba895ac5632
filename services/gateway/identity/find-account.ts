import { isAppError } from '@petstore/chassis/errors';
import type { HttpClient } from '@petstore/chassis/http';
import { CustomerAccount } from '@petstore/contracts/http';
import { Compile } from 'typebox/compile';
import { gatewayErrors } from '../errors.ts';

const accounts = Compile(CustomerAccount);

/** Reads a customer's account from petstore-domain. Throws `customer-unknown`. */
export async function findAccount(domain: HttpClient, customerId: string): Promise<CustomerAccount> {
  try {
    const path = `/customers/${encodeURIComponent(customerId)}`;
    const expects = (body: unknown) => accounts.Check(body);
    return (await domain.send({ method: 'GET', path, expects })).body;
  } catch (error) {
    if (isAppError(error) && error.kind === 'not-found')
      throw gatewayErrors.create('customer-unknown', { cause: error });
    throw error;
  }
}
