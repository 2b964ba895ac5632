import { expect, it } from 'vitest';
import { requestHash } from './request-hash.ts';

it('does not depend on the order of fields at any depth', () => {
  const one = requestHash('POST', '/v1/charges', { a: 1, b: { c: 2, d: [3, { e: 4, f: 5 }] } });
  expect(requestHash('POST', '/v1/charges', { b: { d: [3, { f: 5, e: 4 }], c: 2 }, a: 1 })).toBe(one);
});

it.each([
  ['POST', '/v1/charges', { a: 2 }],
  ['POST', '/v1/other', { a: 1 }],
  ['PUT', '/v1/charges', { a: 1 }],
  ['POST', '/v1/charges', undefined],
])('tells %s %s with %o from another request', (method, path, body) => {
  expect(requestHash(method, path, body)).not.toBe(requestHash('POST', '/v1/charges', { a: 1 }));
});
