import { describe, expect, it } from 'vitest';
import { hashRequest } from './hash-request.ts';

describe('hashRequest', () => {
  it('does not depend on the order of fields, at any depth', () => {
    const left = { payment: { cardToken: 'tok_a' }, delivery: { name: 'A', city: 'B' } };
    const right = { delivery: { city: 'B', name: 'A' }, payment: { cardToken: 'tok_a' } };
    expect(hashRequest(left)).toBe(hashRequest(right));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: 1 }, { a: 2 }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: 1 }, { b: 1 }],
    [{ a: {} }, { a: null }],
  ])('tells %j from %j', (left, right) => {
    expect(hashRequest(left)).not.toBe(hashRequest(right));
  });
});
