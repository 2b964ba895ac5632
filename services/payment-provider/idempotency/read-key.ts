import type { IncomingHttpHeaders } from 'node:http';
import { holdsCardNumber } from '@petstore/chassis/card-numbers';
import { headers } from '@petstore/contracts/http';
import { providerErrors } from '../errors.ts';

const pattern = /^[\x21-\x7e]{1,255}$/;

export function readKey(request: { readonly headers: IncomingHttpHeaders }): string {
  const key = request.headers[headers.idempotencyKey];
  if (key === undefined || key === '') throw providerErrors.create('idempotency-key-missing');
  if (typeof key !== 'string' || !pattern.test(key)) throw providerErrors.create('idempotency-key-invalid');
  if (holdsCardNumber(key))
    throw providerErrors.create('idempotency-key-invalid', {
      message: 'The idempotency-key must not hold a card number; take a random one, as a UUID.',
    });
  return key;
}
