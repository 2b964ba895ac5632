import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import { claimKey, type KeyedRequest } from '@petstore/chassis/idempotency';
import { inTransaction, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { systemClock } from '@petstore/chassis/time';
import type { Charge } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLedger } from '../ledger/ledger-store.ts';
import { recordFacts } from '../ledger/record-facts.ts';
import type { PaymentFact, PaymentState } from '../payments/payment.ts';
import { openPaymentsDatabase, type PaymentsDatabase } from '../testing/open-payments-database.ts';
import { isFirstArrivalOfKnown } from '../webhooks/webhook-inbox.ts';
import { openAuthorization, openOperation } from './command-store.ts';

let own: PaymentsDatabase;
let database: Pool;
beforeAll(async () => {
  own = await openPaymentsDatabase();
  database = own.database;
});
afterAll(() => own?.drop());

const inMessage = <Result>(work: () => Promise<Result>) =>
  withInteraction({ correlationId: 'cart-7', messageId: randomUUID() }, work);
const keyed = (key: string = randomUUID()): KeyedRequest => ({ scope: 'test', key, requestHash: 'same' });
const authorize = (key = keyed(), orderId: string = randomUUID()) =>
  inMessage(() =>
    openAuthorization(database, key, {
      ...{ id: `pay_${randomUUID()}`, orderId, customerId: 'customer-001', correlationId: 'cart-7' },
      ...{ amountMinor: 1_000, currency: 'USD' },
    }),
  );
const capture = (payment: PaymentState, key = keyed()) =>
  inMessage(() => {
    const operation = { operation: 'capture', amountMinor: 1_000, refundedAfterMinor: 0 } as const;
    return openOperation(database, key, { payment, call: { paymentId: payment.id, ...operation } });
  });
const record = (before: PaymentState, fact: PaymentFact, providerKey: string) =>
  inMessage(() => recordFacts(database, { before, facts: [fact], settles: { providerKey } }, systemClock));
async function opened() {
  return (await authorize()) ?? expect.unreachable('the first authorization of an order is opened');
}
/** An authorized payment. */
async function authorized(): Promise<PaymentState> {
  const { payment, call } = await opened();
  const fact = { type: 'authorized', chargeId: `ch_${payment.id}` } as const;
  const { payment: after } =
    (await record(payment, fact, call.providerKey)) ?? expect.unreachable('recorded');
  return after;
}
const count = async (table: string) =>
  (await database.query(unnamedStatement(`select from ${table}`))).rowCount;

describe('an authorization that is opened in one statement', () => {
  it('leaves a key that another request holds to it', async () => {
    const key = keyed();
    await inTransaction(database, async (transaction) => {
      await claimKey(transaction, key);
      expect(await authorize(key)).toBeUndefined();
    });
    expect(await authorize(key)).toBeDefined();
  });

  it('leaves a key that is known as it is, and writes no payment', async () => {
    const key = keyed();
    await authorize(key);
    const payments = await count('payments');
    expect(await authorize(key)).toBeUndefined();
    expect(await count('payments')).toBe(payments);
  });

  it('leaves its key free if the order has a payment', async () => {
    const { payment } = await opened();
    const keys = await count('idempotency_keys');
    expect(await authorize(keyed(), payment.orderId)).toBeUndefined();
    expect(await count('idempotency_keys')).toBe(keys);
  });
});

describe('a call that is opened in one statement', () => {
  it('needs the payment as it was when the call was decided', async () => {
    const payment = await authorized();
    await record(payment, { type: 'voided', reason: 'requested' }, 'no call');
    expect(await capture(payment)).toBeUndefined();
  });

  it('needs a payment without a pending call, and then leaves its key free', async () => {
    const payment = await authorized();
    expect(await capture(payment)).toMatchObject({ operation: 'capture', state: 'pending', attempts: 1 });
    const keys = await count('idempotency_keys');
    expect(await capture(payment)).toBeUndefined();
    expect(await count('idempotency_keys')).toBe(keys);
  });
});

describe('facts that are recorded in one statement', () => {
  it('are not written if the payment has changed since they were derived', async () => {
    const payment = await authorized();
    await record(payment, { type: 'voided', reason: 'requested' }, 'no call');
    const before = await Promise.all([readLedger(database, payment.id), count('outbox')]);
    expect(await record(payment, { type: 'captured', amountMinor: 1_000 }, 'no call')).toBeUndefined();
    expect(await Promise.all([readLedger(database, payment.id), count('outbox')])).toEqual(before);
  });
});

describe('a webhook', () => {
  const arrive = (payment: PaymentState, charge: Partial<Charge>, webhookId: string = randomUUID()) =>
    isFirstArrivalOfKnown(database, webhookId, {
      ...{ id: `ch_${payment.id}`, reference: payment.id, status: 'authorized' },
      ...{ amount: { amountMinor: 1_000, currency: 'USD' }, capturedMinor: 0, refundedMinor: 0 },
      ...{ declineCode: null, correlationId: null, createdAt: '' },
      ...charge,
    });

  it('of what the payment says is recorded once, without a lock', async () => {
    const payment = await authorized();
    const id = randomUUID();
    expect([await arrive(payment, {}, id), await arrive(payment, {}, id)]).toEqual([true, false]);
  });

  it.each([
    { status: 'voided' },
    { status: 'captured', capturedMinor: 1_000 },
    { id: 'ch_other' },
    { amount: { amountMinor: 999, currency: 'USD' } },
    { amount: { amountMinor: 1_000, currency: 'EUR' } },
    { reference: 'pay_unknown' },
  ] as const)('that may tell something is not recorded: %j', async (charge) => {
    const payment = await authorized();
    const arrived = await count('webhook_inbox');
    expect(await arrive(payment, charge)).toBeUndefined();
    expect(await count('webhook_inbox')).toBe(arrived);
  });

  it('is not taken for known while a call of its payment is pending', async () => {
    const payment = await authorized();
    await capture(payment);
    expect(await arrive(payment, {})).toBeUndefined();
  });
});
