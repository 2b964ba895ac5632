import type { Payment } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authorization,
  type PaymentSystem,
  sagaCertificate,
  startPaymentSystem,
} from './testing/payment-system.ts';

let system: PaymentSystem;
beforeAll(async () => {
  system = await startPaymentSystem();
});
afterAll(async () => {
  await system?.stop();
});

async function captured(): Promise<Payment> {
  const { id } = (await system.authorize()).body;
  return (await system.command(`/payments/${id}/capture`)).body;
}

describe('an amount', () => {
  it.each([
    ['of nothing', 0],
    ['below nothing', -5],
    ['beyond what one payment can be', 1_000_000_001],
  ])('of %s is valid and refused', async (_what, amountMinor) => {
    const answer = await system.authorize({ amountMinor });
    expect(answer).toMatchObject({ status: 422, body: { code: 'amount-out-of-range' } });
    const { id } = await captured();
    const refund = await system.command(`/payments/${id}/refund`, { amountMinor });
    expect(refund.status).toBe(422);
  });

  it('in another currency is refused', async () => {
    expect(await system.authorize({ currency: 'EUR' })).toMatchObject({
      status: 422,
      body: { code: 'currency-not-supported' },
    });
  });

  it.each([['"100"'], ['1.5'], ['1e400'], ['null']])('written as %s is malformed', async (amount) => {
    const { id } = await captured();
    const response = await fetch(`${system.url}/payments/${id}/refund`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'malformed',
        'x-forwarded-client-cert': sagaCertificate,
      },
      body: `{"amountMinor":${amount}}`,
    });
    expect(response.status).toBe(400);
  });
});

describe('a refund', () => {
  it('of more than was captured is refused, alone or in sum', async () => {
    const { id } = await captured();
    const refund = (amountMinor: number) => system.command(`/payments/${id}/refund`, { amountMinor });
    expect(await refund(12_346)).toMatchObject({ status: 422, body: { code: 'refund-exceeds-capture' } });
    expect((await refund(12_000)).status).toBe(200);
    expect(await refund(346)).toMatchObject({ status: 422, body: { code: 'refund-exceeds-capture' } });
    expect((await refund(345)).body).toMatchObject({ status: 'refunded', refundedMinor: 12_345 });
  });

  it('among many concurrent ones never exceeds what was captured', async () => {
    const { id } = await captured();
    const refunds = Array.from({ length: 10 }, () =>
      system.command(`/payments/${id}/refund`, { amountMinor: 5_000 }),
    );
    const done = (await Promise.all(refunds)).filter(({ status }) => status === 200).length;
    const { body } = await system.get<Payment>(`${system.url}/payments/${id}`);
    expect(body.refundedMinor).toBe(done * 5_000);
    expect(body.refundedMinor).toBeLessThanOrEqual(12_345);
    const returned = (await system.book(id)).filter(({ kind }) => kind === 'refund');
    expect(returned).toHaveLength(done);
  });

  it('before a capture is refused', async () => {
    const { id } = (await system.authorize()).body;
    expect(await system.command(`/payments/${id}/refund`, { amountMinor: 1 })).toMatchObject({
      status: 409,
      body: { code: 'payment-not-refundable' },
    });
  });
});

it('lets only one of a concurrent capture and void succeed', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { id } = (await system.authorize()).body;
    await Promise.all([system.command(`/payments/${id}/capture`), system.command(`/payments/${id}/void`)]);
    const kinds = (await system.book(id)).map(({ kind }) => kind).slice(1);
    const { status } = (await system.get<Payment>(`${system.url}/payments/${id}`)).body;
    expect([
      ['captured', 'capture'],
      ['voided', 'void'],
    ]).toContainEqual([status, ...kinds]);
  }
});

describe('authorization of callers', () => {
  const customer = (id: string) => ({ authorization: system.issuer.authorization(id) });

  it('requires the saga’s service or an operator for commands', async () => {
    const { id } = (await system.authorize()).body;
    const command = (headers: Record<string, string>) =>
      system.command(`/payments/${id}/capture`, undefined, { headers });
    expect((await command({})).status).toBe(401);
    expect((await command(customer('customer-001'))).status).toBe(403);
    const gateway = { 'x-forwarded-client-cert': sagaCertificate.replace('petstore-domain', 'gateway') };
    expect((await command(gateway)).status).toBe(401);
    expect(
      (await command({ authorization: system.issuer.authorization('operator', ['operator']) })).status,
    ).toBe(200);
  });

  it('shows customers their own payments only; others are answered as not found', async () => {
    const { id, orderId } = (await system.authorize({ customerId: 'customer-001' })).body;
    const one = (path: string, customerId: string) =>
      system.get<Payment & { items: Payment[] }>(`${system.url}${path}`, customer(customerId));
    expect((await one(`/payments/${id}`, 'customer-001')).status).toBe(200);
    const foreign = await one(`/payments/${id}`, 'customer-002');
    const absent = await one('/payments/pay_absent', 'customer-002');
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect({ ...foreign.body, correlationId: '' }).toEqual({ ...absent.body, correlationId: '' });
    expect((await one(`/payments?orderId=${orderId}`, 'customer-001')).body.items).toHaveLength(1);
    expect((await one(`/payments?orderId=${orderId}`, 'customer-002')).body.items).toHaveLength(0);
    expect((await one(`/payments/${id}/ledger`, 'customer-001')).status).toBe(403);
  });

  it('verifies a customer’s token that the saga forwards, and grants access to that customer’s payments only', async () => {
    const forwarded = (id: string) => ({ 'x-forwarded-client-cert': sagaCertificate, ...customer(id) });
    const own = authorization({ customerId: 'customer-001' });
    expect((await system.command('/payments', own, { headers: forwarded('customer-002') })).status).toBe(404);
    expect((await system.command('/payments', own, { headers: forwarded('customer-001') })).status).toBe(201);
    const forged = { 'x-forwarded-client-cert': sagaCertificate, authorization: 'Bearer e30.e30.e30' };
    expect((await system.command('/payments', authorization(), { headers: forged })).status).toBe(401);
  });

  it('requires the provider’s API key for charges, and an operator for its book and faults', async () => {
    const at = (path: string, headers: Record<string, string>) =>
      system.get(`${system.providerUrl}${path}`, headers);
    const merchant = { authorization: `Bearer ${system.secrets.apiKey}` };
    expect((await at('/v1/charges?reference=x', merchant)).status).toBe(200);
    expect((await at('/v1/charges?reference=x', {})).status).toBe(401);
    for (const path of ['/v1/book', '/v1/faults']) {
      expect((await at(path, merchant)).status).toBe(401);
      expect((await at(path, customer('customer-001'))).status).toBe(403);
      expect(
        (await at(path, { authorization: system.issuer.authorization('operator', ['operator']) })).status,
      ).toBe(200);
    }
  });
});
