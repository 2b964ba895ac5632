import { expect, it } from 'vitest';
import { keyedOf } from './register-charge-routes.ts';

const headers = { 'idempotency-key': 'key-1' };
const hashOf = (method: string, url: string, body: unknown) =>
  keyedOf({ method, url, headers, body }).requestHash;

it('hashes a request independently of the order of fields at any depth', () => {
  const one = hashOf('POST', '/v1/charges', { a: 1, b: { c: 2, d: [3, { e: 4, f: 5 }] } });
  expect(hashOf('POST', '/v1/charges', { b: { d: [3, { f: 5, e: 4 }], c: 2 }, a: 1 })).toBe(one);
});

it.each([
  ['POST', '/v1/charges', { a: 2 }],
  ['POST', '/v1/other', { a: 1 }],
  ['PUT', '/v1/charges', { a: 1 }],
  ['POST', '/v1/charges', undefined],
])('distinguishes %s %s with %o from another request', (method, url, body) => {
  expect(hashOf(method, url, body)).not.toBe(hashOf('POST', '/v1/charges', { a: 1 }));
});
