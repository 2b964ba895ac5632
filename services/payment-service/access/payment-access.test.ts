import { AppError } from '@petstore/chassis/errors';
import type { Principal } from '@petstore/chassis/identity';
import { describe, expect, it } from 'vitest';
import { createPaymentAccess, mayAccess } from './payment-access.ts';

const customer: Principal = { customerId: 'customer-001', roles: ['customer'] };
const operator: Principal = { customerId: 'operator', roles: ['operator'] };
const tokens: Readonly<Record<string, Principal>> = {
  'Bearer customer': customer,
  'Bearer operator': operator,
};

const verifier = {
  async verify(authorization: string | undefined) {
    const principal = tokens[authorization ?? ''];
    if (principal === undefined) throw new AppError('unauthenticated', 'unauthenticated', 'no');
    return principal;
  },
};
const access = createPaymentAccess(verifier, ['petstore-domain']);

function from(service: string | null, authorization?: string) {
  const certificate = `By=spiffe://cluster.local/ns/petstore/sa/payment-service;URI=spiffe://cluster.local/ns/petstore/sa/${service}`;
  return {
    headers: {
      ...(service === null ? {} : { 'x-forwarded-client-cert': certificate }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    principal: null as Principal | null,
  };
}

describe('payment commands', () => {
  it('accept the saga’s service without a token', async () => {
    const request = from('petstore-domain');
    await access.command(request);
    expect(request.principal).toBeNull();
    expect(access.idempotencyScopeOf(request)).toBe('petstore-domain');
  });

  it('verify a token that the saga’s service forwards', async () => {
    const request = from('petstore-domain', 'Bearer customer');
    await access.command(request);
    expect(request.principal).toEqual(customer);
    await expect(access.command(from('petstore-domain', 'Bearer forged'))).rejects.toMatchObject({
      kind: 'unauthenticated',
    });
  });

  it('accept an operator from any caller, with an idempotency scope of its own', async () => {
    const request = from(null, 'Bearer operator');
    await access.command(request);
    expect(access.idempotencyScopeOf(request)).toBe('principal:operator');
  });

  it.each([
    ['a customer', from(null, 'Bearer customer'), 'forbidden'],
    ['a customer through another service', from('gateway', 'Bearer customer'), 'forbidden'],
    ['another service without a token', from('gateway'), 'unauthenticated'],
    ['an anonymous caller', from(null), 'unauthenticated'],
  ])('refuse %s', async (_who, request, kind) => {
    await expect(access.command(request)).rejects.toMatchObject({ kind });
  });
});

describe('reading payments', () => {
  it('needs a token, except from the saga’s service', async () => {
    await access.read(from('petstore-domain'));
    await access.read(from('gateway', 'Bearer customer'));
    await expect(access.read(from('gateway'))).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('shows customers their own payments, and operators and the saga all of them', () => {
    expect(mayAccess(customer, 'customer-001')).toBe(true);
    expect(mayAccess(customer, 'customer-002')).toBe(false);
    expect(mayAccess(operator, 'customer-002')).toBe(true);
    expect(mayAccess(null, 'customer-002')).toBe(true);
  });
});
