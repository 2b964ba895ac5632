import { randomUUID } from 'node:crypto';
import type { Payment } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  authorization,
  balancesOf,
  type PaymentSystem,
  startPaymentSystem,
} from './testing/payment-system.ts';

let system: PaymentSystem;
beforeAll(async () => {
  system = await startPaymentSystem({ ABANDON_AFTER_SECONDS: '1' });
  // Webhooks would report the result at once; these tests must find it without them.
  system.tap.mode = 'swallows';
});
afterEach(() => system.setFaults(null));
afterAll(async () => {
  await system?.stop();
});

const soon = { timeout: 20_000, interval: 50 };
const inDoubt = { status: 503, body: { code: 'payment-in-doubt' } };

/** Authorizes under a fault; the payment's id is read from the database, because the response was lost. */
async function lostAuthorization() {
  const orderId = `ord_${randomUUID()}`;
  const key = randomUUID();
  const body = authorization({ orderId });
  expect(await system.command('/payments', body, { key })).toMatchObject(inDoubt);
  const { body: found } = await system.get<{ items: Payment[] }>(`${system.url}/payments?orderId=${orderId}`);
  const id = found.items[0]?.id ?? expect.unreachable('the payment is known before the provider is called');
  return { id, retry: () => system.command('/payments', body, { key }) };
}

/** Delivers to the provider the request that timed out in payment-service. */
function arriveLate(id: string): Promise<Response> {
  return fetch(`${system.providerUrl}/v1/charges`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${system.secrets.apiKey}`,
      'idempotency-key': `${id}-authorize-1`,
    },
    body: JSON.stringify({
      amount: { amountMinor: 12_345, currency: 'USD' },
      cardToken: 'tok_visa',
      reference: id,
    }),
  });
}

const becomes = (id: string, status: Payment['status']) =>
  vi.waitFor(async () => expect((await system.payment(id)).status).toBe(status), soon);

describe('a response that is lost after the provider charged', () => {
  it('is found in the provider’s book by a retry with the same key, without a second charge', async () => {
    await system.setFaults({ timeoutAfterRate: 1 });
    const { id, retry } = await lostAuthorization();
    // The fault is still active: a second call would be in doubt too.
    await expect
      .poll(retry, { timeout: 10_000 })
      .toMatchObject({ status: 201, body: { id, status: 'authorized' } });
    expect(await system.bookKinds(id)).toEqual(['authorization']);
    expect(await system.ledger(id)).toHaveLength(1);
  });

  it('is found in the background without a retry', async () => {
    await system.setFaults({ timeoutAfterRate: 1 });
    const { id } = await lostAuthorization();
    await becomes(id, 'authorized');
    expect(await system.bookKinds(id)).toEqual(['authorization']);
  });

  it('moves the money of a capture, a refund and a void once', async () => {
    const one = (await system.authorize()).body.id;
    const other = (await system.authorize()).body.id;
    await system.setFaults({ timeoutAfterRate: 1 });
    expect(await system.command(`/payments/${one}/capture`)).toMatchObject(inDoubt);
    expect(await system.command(`/payments/${other}/void`)).toMatchObject(inDoubt);
    await becomes(one, 'captured');
    expect(await system.command(`/payments/${one}/refund`, { amountMinor: 345 })).toMatchObject(inDoubt);
    await becomes(one, 'partially_refunded');
    await becomes(other, 'voided');
    expect(await system.bookKinds(one)).toEqual(['authorization', 'capture', 'refund']);
    expect(await system.bookKinds(other)).toEqual(['authorization', 'void']);
    expect(balancesOf(await system.ledger(one))).toMatchObject({
      provider_receivable: 12_000,
      sales: -12_000,
    });
  });

  it('is voided at the provider when the caller abandons the order', async () => {
    await system.setFaults({ timeoutAfterRate: 1 });
    const { id } = await lostAuthorization();
    await system.setFaults(null);
    expect(await system.command(`/payments/${id}/void`)).toMatchObject({
      status: 200,
      body: { status: 'voided' },
    });
    expect(await system.bookKinds(id)).toEqual(['authorization', 'void']);
  });
});

describe('a response that is lost before the provider charged', () => {
  it('leads to one charge when the caller retries with the same key', async () => {
    await system.setFaults({ timeoutBeforeRate: 1 });
    const { id, retry } = await lostAuthorization();
    await system.setFaults(null);
    await expect
      .poll(retry, { timeout: 10_000 })
      .toMatchObject({ status: 201, body: { id, status: 'authorized' } });
    // The provider knows both by one idempotency key, so the late one is no second charge.
    expect((await arriveLate(id)).status).toBe(201);
    expect(await system.bookKinds(id)).toEqual(['authorization']);
  });

  it('makes the background worker repeat a capture until it succeeds', async () => {
    const { id } = (await system.authorize()).body;
    await system.setFaults({ timeoutBeforeRate: 1 });
    expect(await system.command(`/payments/${id}/capture`)).toMatchObject(inDoubt);
    await system.setFaults(null);
    await becomes(id, 'captured');
    expect(await system.bookKinds(id)).toEqual(['authorization', 'capture']);
  });

  it('makes payment-service give up without a retry by the caller, with nothing held', async () => {
    await system.setFaults({ timeoutBeforeRate: 1 });
    const { id } = await lostAuthorization();
    await becomes(id, 'voided');
    expect(await system.bookKinds(id)).toEqual([]);
    expect(await system.ledger(id)).toEqual([]);
  });

  it('is followed by a void when the request arrives after the payment was given up', async () => {
    await system.setFaults({ timeoutBeforeRate: 1 });
    const { id } = await lostAuthorization();
    expect(await system.command(`/payments/${id}/void`)).toMatchObject({ body: { status: 'voided' } });
    await system.setFaults(null);
    const late = await arriveLate(id);
    expect(late.status).toBe(201);
    await vi.waitFor(async () => expect(await system.bookKinds(id)).toEqual(['authorization', 'void']), soon);
    expect(await system.payment(id)).toMatchObject({ status: 'voided' });
  });
});

describe('a failing provider', () => {
  it.each([
    ['with errors', { errorRate: 1 }],
    ['by limiting the rate', { rateLimitPerSecond: 1 }],
  ])(
    '%s leaves the payment in doubt, and a retry with the same key makes one charge',
    async (_how, faults) => {
      await system.setFaults(faults);
      if ('rateLimitPerSecond' in faults) await system.authorize();
      const { id, retry } = await lostAuthorization();
      await system.setFaults(null);
      await expect
        .poll(retry, { timeout: 10_000 })
        .toMatchObject({ status: 201, body: { id, status: 'authorized' } });
      expect(await system.bookKinds(id)).toEqual(['authorization']);
    },
  );

  it('with declines is final for the payment', async () => {
    await system.setFaults({ declineRate: 1 });
    const key = randomUUID();
    const body = authorization();
    const declined = await system.command('/payments', body, { key });
    expect(declined).toMatchObject({ status: 201, body: { status: 'declined' } });
    await system.setFaults(null);
    expect((await system.command('/payments', body, { key })).body).toEqual(declined.body);
  });
});
