import { describe, expect, it } from 'vitest';
import { hashRequest, idempotencyKeyOf } from './idempotency-key.ts';

const withKey = (key: string) => ({ 'idempotency-key': key });

describe('idempotencyKeyOf', () => {
  it('accepts a key of up to 255 visible characters', () => {
    expect(idempotencyKeyOf(withKey('k'.repeat(255)))).toBe('k'.repeat(255));
  });

  it.each([{}, withKey('')])('requires a key: %j', (headers) => {
    expect(() => idempotencyKeyOf(headers)).toThrow(/needs an idempotency-key/);
  });

  it.each(['k'.repeat(256), 'two words', 'schlüssel', 'tab\t'])('refuses %j', (key) => {
    expect(() => idempotencyKeyOf(withKey(key))).toThrow(/1 to 255 visible ASCII/);
  });

  it('refuses a key that holds a card number, which it does not repeat', () => {
    expect(() => idempotencyKeyOf(withKey('order-4111111111111111'))).toThrow(/^(?!.*4111).*card number/);
  });
});

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
  ])('distinguishes %j from %j', (left, right) => {
    expect(hashRequest(left)).not.toBe(hashRequest(right));
  });
});
