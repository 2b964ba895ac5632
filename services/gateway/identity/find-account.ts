import { isAppError } from '@petstore/chassis/errors';
import type { HttpClient } from '@petstore/chassis/http';
import type { CustomerAccount } from '@petstore/contracts/http';
import { gatewayErrors } from '../errors.ts';

/** The account behind a session. Throws `customer-unknown`. */
export async function findAccount(domain: HttpClient, customerId: string): Promise<CustomerAccount> {
  try {
    const path = `/customers/${encodeURIComponent(customerId)}`;
    return (await domain.send<CustomerAccount>({ method: 'GET', path })).body;
  } catch (error) {
    if (isAppError(error) && error.kind === 'not-found')
      throw gatewayErrors.create('customer-unknown', { cause: error });
    throw error;
  }
}
