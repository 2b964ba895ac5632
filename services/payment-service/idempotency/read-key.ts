import type { IncomingHttpHeaders } from 'node:http';
import { headers } from '@petstore/contracts/http';
import { paymentErrors } from '../errors.ts';

const pattern = /^[\x21-\x7e]{1,255}$/;

export function readKey(request: { readonly headers: IncomingHttpHeaders }): string {
  const key = request.headers[headers.idempotencyKey];
  if (key === undefined || key === '') throw paymentErrors.create('idempotency-key-missing');
  if (typeof key !== 'string' || !pattern.test(key)) throw paymentErrors.create('idempotency-key-invalid');
  return key;
}
