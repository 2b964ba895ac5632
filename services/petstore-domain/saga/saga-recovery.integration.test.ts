import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import { createHttpClient } from '@petstore/chassis/http';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { unnamedStatement } from '@petstore/chassis/postgres';
import { holdTransaction } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { putItem } from '../cart/put-item.ts';
import { placeOrder } from '../order-requests/place-order.ts';
import { decideOrder } from '../orders/decide-order.ts';
import { lockOrder } from '../orders/order-lock.ts';
import { loadOrder, recordOrderEvents } from '../orders/order-store.ts';
import { readHistory } from '../orders/order-view-store.ts';
import { newRefundId } from '../orders/refund-id.ts';
import { createPaymentClient, type PaymentClient } from '../payments/payment-client.ts';
import { expireReservations } from '../stock/create-reservation-expirer.ts';
import { anOrder, placingRules, startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import { createSagaWorker } from './create-saga-worker.ts';
import type { OrderSaga } from './order-saga.ts';
import { runSagaStep, type SagaStepOptions } from './run-saga-step.ts';
import { claimDueSagas } from './saga-store.ts';

let shop: TestShop;
let options: SagaStepOptions;
const logger = createLogger({ service: 'petstore-domain', level: 'silent' });
const metrics = createMetrics();
const leaseMs = 60_000;

beforeAll(async () => {
  shop = await startTestShop({ isRunning: false });
  const http = createHttpClient({
    service: 'petstore-domain',
    peer: 'payment-service',
    baseUrl: shop.payments.url,
    metrics,
    clock: systemClock,
  });
  options = {
    database: shop.database,
    payments: createPaymentClient(http),
    settings: {
      // Not 0, so that each fulfilment step runs in its own transaction.
      fulfilmentStepMs: 0.001,
      authorizePatienceMs: 5_000,
      capturePatienceMs: 5_000,
      voidPatienceMs: 1_000,
      arrivalGraceMs: 10_000,
      outagePatienceMs: 60_000,
      compensationPatienceMs: 60_000,
    },
    leaseMs,
    random: () => 0.5,
    logger,
    metrics,
    onEvents: () => undefined,
    onRefund: () => undefined,
  };
  return () => http.close();
});
afterAll(() => shop.stop());
beforeEach(() => {
  shop.payments.seen.length = 0;
});

const execute = (sql: string, values: unknown[] = []) => shop.owner.query(unnamedStatement(sql), values);

async function place(sku: string): Promise<string> {
  const customerId = 'customer-001';
  const correlationId = randomUUID();
  const once = await withInteraction({ correlationId, messageId: randomUUID() }, async () => {
    await putItem(shop.database, { customerId, sku, quantity: 1 });
    const request = { customerId, idempotencyKey: randomUUID(), correlationId, body: anOrder };
    return placeOrder(shop.database, request, placingRules);
  });
  const { id }: { id: string } = JSON.parse(once.answer.body);
  return id;
}

/** The saga that a new worker would lease; null if none is due. */
async function claim(): Promise<OrderSaga | null> {
  const lease = { token: randomUUID(), milliseconds: leaseMs };
  return (await claimDueSagas(shop.database, 1, lease)).tasks[0] ?? null;
}

const endLeases = () => execute('update order_sagas set lease_until = now() where lease_until is not null');
const typesOf = async (orderId: string) =>
  (await readHistory(shop.database, orderId)).map(({ type }) => type);
const payment = (orderId: string) => shop.payments.payments.get(`pay_${orderId}`);

describe('a saga whose worker dies', () => {
  it('is finished by other workers when each dies after a single step', async () => {
    const orderId = await place('golden-retriever-001');
    const steps: string[] = [];
    for (let saga = await claim(); saga !== null; saga = await claim()) {
      steps.push(saga.step);
      await runSagaStep(saga, options);
      await endLeases();
    }
    expect(steps).toEqual(['authorize', 'capture', 'prepare', 'dispatch', 'deliver']);
    expect((await loadOrder(shop.database, orderId)).state?.stage).toBe('delivered');
    expect(await typesOf(orderId)).toHaveLength(8);
  });

  it('charges once when each worker dies between the call and its transaction', async () => {
    const orderId = await place('golden-retriever-002');
    const dying: SagaStepOptions = {
      ...options,
      payments: {
        authorize: async (wanted) => {
          await options.payments.authorize(wanted);
          throw new Error('killed after the call');
        },
        capture: async (id, paymentId) => {
          await options.payments.capture(id, paymentId);
          throw new Error('killed after the call');
        },
        void: options.payments.void,
        refund: options.payments.refund,
      },
    };
    for (let round = 0; round < 6; round += 1) {
      const first = await claim();
      if (first?.step === 'authorize' || first?.step === 'capture') {
        await expect(runSagaStep(first, dying)).rejects.toThrow('killed');
        await endLeases();
        const second = await claim();
        if (second !== null) await runSagaStep(second, options);
      } else if (first !== null) {
        await runSagaStep(first, options);
      }
      await endLeases();
    }
    expect((await loadOrder(shop.database, orderId)).state?.stage).toBe('delivered');
    const keys = shop.payments.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(4);
    expect(new Set(keys)).toEqual(new Set([`order-${orderId}-authorize`, `order-${orderId}-capture`]));
    expect(payment(orderId)?.status).toBe('captured');
  });

  it('is not leased to a second worker while the lease lasts', async () => {
    const orderId = await place('golden-retriever-003');
    const saga = await claim();
    expect(saga?.orderId).toBe(orderId);
    expect(await claim()).toBeNull();
    await endLeases();
    expect((await claim())?.orderId).toBe(orderId);
    await endLeases();
    await finish();
  });

  it('fences off a worker that resumes after its lease was taken over', async () => {
    const orderId = await place('golden-retriever-004');
    const zombie = await claim();
    await endLeases();
    const successor = await claim();
    if (zombie === null || successor === null) throw new Error('no saga was due');
    await runSagaStep(successor, options);
    expect(await runSagaStep(zombie, options)).toBeNull();
    const once = ['OrderPlaced', 'OrderItemsReserved', 'OrderPaymentAuthorized', 'OrderAccepted'];
    expect(await typesOf(orderId)).toEqual(once);
    await endLeases();
    await finish();
  });
});

describe('a worker that remembers an order', () => {
  it('decides again when a refund was requested while its statement waited for the lock', async () => {
    const orderId = await place('cockatiel-003');
    let saga = await claim();
    while (saga !== null && saga.step !== 'dispatch') saga = await runSagaStep(saga, options);
    if (saga === null) throw new Error('the lease was not kept');
    const request = await holdTransaction(shop.database);
    await request.run(async (transaction) => {
      await lockOrder(transaction, orderId);
      const loaded = await loadOrder(transaction, orderId);
      const asked = { amountMinor: 100, reason: 'scratched', requestedBy: 'customer-001' };
      const decision = decideOrder(
        { type: 'request-refund', refundId: newRefundId(), ...asked },
        loaded.state,
      );
      if ('refused' in decision) throw new Error(decision.reason);
      await withInteraction({ correlationId: randomUUID(), messageId: randomUUID() }, () =>
        recordOrderEvents(transaction, loaded, decision),
      );
    });
    const dispatched = runSagaStep(saga, options);
    // As the service's role, because other roles do not see the text of its statements.
    const waiting = unnamedStatement(
      `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'with held as%'`,
    );
    try {
      await vi.waitFor(async () => expect((await shop.database.query(waiting)).rowCount).toBe(1));
    } catch (error) {
      await request.rollBack();
      throw error;
    }
    await request.commit();
    expect(await dispatched).toMatchObject({ step: 'deliver', order: { version: 8 } });
    expect((await typesOf(orderId)).slice(-2)).toEqual(['OrderRefundRequested', 'OrderDispatched']);
    const { rows } = await execute(
      'select version, jsonb_array_length(refunds) as refunds from orders where id = $1',
      [orderId],
    );
    expect(rows).toEqual([{ version: 8, refunds: 1 }]);
    await execute('update order_refunds set is_settled = true');
    await endLeases();
    await finish();
  });
});

describe('an expired reservation', () => {
  it('is released during the authorization, and the order is voided and cancelled', async () => {
    const orderId = await place('goldfish-004');
    const authorizing = await claim();
    if (authorizing === null) throw new Error('no saga was due');
    const expire = () => expireReservations(shop.database, { logger, onEvents: () => undefined });
    const authorize: PaymentClient['authorize'] = async (wanted) => {
      await execute(`update reservations set expires_at = now() - interval '1 second' where order_id = $1`, [
        orderId,
      ]);
      expect(await expire()).toBe(1);
      expect(await expire()).toBe(0);
      return options.payments.authorize(wanted);
    };
    const slow = { ...options, payments: { ...options.payments, authorize } };
    expect(await runSagaStep(authorizing, slow)).toMatchObject({ step: 'void', pending: ['cancel'] });
    expect(await typesOf(orderId)).toEqual(['OrderPlaced', 'OrderItemsReserved', 'OrderPaymentAuthorized']);
    await endLeases();
    await finish();
    const { state } = await loadOrder(shop.database, orderId);
    expect(state).toMatchObject({ stage: 'cancelled', cancellation: { code: 'reservation-expired' } });
    expect(payment(orderId)?.status).toBe('voided');
    const { rows } = await execute(`select status from pets where id = 'goldfish-004'`);
    expect(rows).toEqual([{ status: 'available' }]);
  });

  it('is released although another expired order is locked by another transaction', async () => {
    const [locked, free] = [await place('goldfish-004'), await place('guppy-001')];
    await execute(`update reservations set expires_at = now() - interval '1 second' where status = 'held'`);
    const holder = await holdTransaction(shop.database);
    await holder.run((transaction) => lockOrder(transaction, locked));
    const expire = () => expireReservations(shop.database, { logger, onEvents: () => undefined });
    try {
      expect(await expire()).toBe(1);
    } finally {
      await holder.rollBack();
    }
    const read = `select order_id from reservations where status = 'held' and order_id in ($1, $2)`;
    expect((await execute(read, [locked, free])).rows).toEqual([{ order_id: locked }]);
    expect(await expire()).toBe(1);
    await finish();
  });

  it('is kept once the order is accepted', async () => {
    const orderId = await place('persian-cat-002');
    let saga = await claim();
    while (saga !== null && saga.step !== 'capture') saga = await runSagaStep(saga, options);
    await execute(`update reservations set expires_at = now() - interval '1 second' where order_id = $1`, [
      orderId,
    ]);
    expect(await expireReservations(shop.database, { logger, onEvents: () => undefined })).toBe(0);
    await endLeases();
    await finish();
    expect((await loadOrder(shop.database, orderId)).state?.stage).toBe('delivered');
  });
});

/** Runs a worker until all sagas are done. */
async function finish(): Promise<void> {
  const ending = new AbortController();
  const runStep = (saga: OrderSaga) => runSagaStep(saga, options);
  const worker = createSagaWorker({
    database: shop.database,
    runStep,
    leaseMs,
    logger,
    metrics,
    clock: systemClock,
  });
  const running = worker.run(ending.signal);
  await vi.waitFor(
    async () => {
      const { rows } = await execute(`select order_id from order_sagas where step <> 'done'`);
      expect(rows).toEqual([]);
    },
    { timeout: 20_000 },
  );
  ending.abort();
  await running;
}
