import { uuidV7 } from '@petstore/chassis/correlation';
import { isAppError } from '@petstore/chassis/errors';
import { cliErrors } from '../errors.ts';
import { createJsonClient } from '../http/json-client.ts';
import { acceptAnswer } from './customer.ts';

/** Throws `customer-unknown` for somebody who cannot sign in; asked under a correlation id of its own, before the journey has begun. */
export async function requireCustomer(customerId: string, gatewayUrl: string): Promise<void> {
  const client = createJsonClient({ origin: gatewayUrl, maxAttempts: 3 });
  const correlationId = `evidence-${uuidV7()}`;
  const body = { customerId };
  try {
    acceptAnswer(
      await client.send({ method: 'POST', path: '/v1/sessions', body, correlationId }),
      client.origin,
    );
  } catch (error) {
    if (!isAppError(error) || !['not-found', 'invalid'].includes(error.kind)) throw error;
    const message = `The shop knows no customer ${JSON.stringify(customerId)}; there are customer-001 to customer-060, or leave --customer out.`;
    throw cliErrors.create('customer-unknown', { message, details: { customerId }, cause: error });
  } finally {
    await client.close();
  }
}
