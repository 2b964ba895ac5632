import { randomUUID } from 'node:crypto';
import type { Charge, Payment } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type PaymentSystem, startPaymentSystem } from './testing/payment-system.ts';

let system: PaymentSystem;
beforeAll(async () => {
  system = await startPaymentSystem({
    ABANDON_AFTER_SECONDS: '1',
    WATCH_SECONDS: '1',
    RECONCILE_SECONDS: '1',
  });
  // Every webhook is lost, while the provider believes that it was delivered.
  system.tap.mode = 'swallows';
});
afterEach(() => system.setFaults(null));
afterAll(async () => {
  await system?.stop();
});

const soon = { timeout: 30_000, interval: 50 };

/** Calls the provider directly, as its own staff, a rule of the issuing bank or a late request would. */
async function atProvider(path: string, body?: object, key: string = randomUUID()): Promise<Charge> {
  const response = await fetch(`${system.providerUrl}/v1/charges${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${system.secrets.apiKey}`,
      'idempotency-key': key,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return (await response.json()) as Charge;
}

const becomes = (id: string, status: Payment['status']) =>
  vi.waitFor(async () => expect((await system.payment(id)).status).toBe(status), soon);

it('finds captures, refunds and voids in the provider’s book that no webhook reported', async () => {
  const one = (await system.authorize()).body;
  const other = (await system.authorize()).body;
  await atProvider(`/${one.providerReference}/capture`);
  await atProvider(`/${other.providerReference}/void`);
  await becomes(one.id, 'captured');
  await becomes(other.id, 'voided');
  await atProvider(`/${one.providerReference}/refunds`, { amountMinor: 345 });
  await becomes(one.id, 'partially_refunded');
  const kinds = (await system.ledger(one.id)).map(({ kind }) => kind);
  expect(kinds).toEqual(['authorization', 'capture', 'refund']);
  const sql = `select type, correlation_id from outbox where subject = '${one.id}' order by position`;
  expect(await system.databases.read('payments', sql)).toEqual(
    ['PaymentAuthorized', 'PaymentCaptured', 'PaymentRefunded'].map((type) => ({
      type,
      correlation_id: one.correlationId,
    })),
  );
});

it('skips a charge that belongs to none of our payments', async () => {
  const amount = { amountMinor: 500, currency: 'USD' };
  await atProvider('', { amount, cardToken: 'tok_visa', reference: `pay_${randomUUID()}` });
  const { id, providerReference } = (await system.authorize()).body;
  await atProvider(`/${providerReference}/capture`);
  await becomes(id, 'captured');
});

it('voids a charge that arrives after payment-service stopped watching for it', async () => {
  await system.setFaults({ timeoutBeforeRate: 1 });
  const orderId = `ord_${randomUUID()}`;
  expect((await system.authorize({ orderId })).status).toBe(503);
  await system.setFaults(null);
  const { body } = await system.get<{ items: Payment[] }>(`${system.url}/payments?orderId=${orderId}`);
  const id = body.items[0]?.id ?? expect.unreachable('the payment is known before the provider is called');
  await vi.waitFor(async () => {
    const sql = `select state from provider_calls where payment_id = '${id}'`;
    expect(await system.databases.read('payments', sql)).toEqual([{ state: 'abandoned' }]);
  }, soon);
  const amount = { amountMinor: 12_345, currency: 'USD' };
  await atProvider('', { amount, cardToken: 'tok_visa', reference: id }, `${id}-authorize-1`);
  await vi.waitFor(async () => expect(await system.bookKinds(id)).toEqual(['authorization', 'void']), soon);
  expect((await system.payment(id)).status).toBe('voided');
});
