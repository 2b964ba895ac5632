import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createCountingPool } from '@petstore/chassis/testing';
import { systemClock } from '@petstore/chassis/time';
import type { Payment } from '@petstore/contracts/http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { placeOrder } from '../order-requests/place-order.ts';
import { findOrder } from '../orders/order-view-store.ts';
import type { PaymentAnswer, PaymentClient } from '../payments/payment-client.ts';
import { anOrder, placingRules, startTestShop, type TestShop } from '../testing/start-test-shop.ts';
import { createSagaWorker } from './create-saga-worker.ts';
import type { OrderSaga } from './order-saga.ts';
import { takeSagaPlace } from './placed-saga.ts';
import { runSagaStep } from './run-saga-step.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ isRunning: false });
});
afterAll(() => shop.stop());

const leaseMs = 15_000;
const settings = {
  fulfilmentStepMs: 50,
  authorizePatienceMs: 5_000,
  capturePatienceMs: 5_000,
  voidPatienceMs: 1_000,
  arrivalGraceMs: 20_000,
  outagePatienceMs: 60_000,
  compensationPatienceMs: 60_000,
};

const answerOf = (payment: Partial<Payment>): PaymentAnswer => ({
  outcome: { kind: 'done' },
  payment: payment as Payment,
  messageId: randomUUID(),
});
let amount = { amountMinor: 0, currency: '' };
const unexpected = () => Promise.reject(new Error('no payment is voided or refunded here'));
const payments: PaymentClient = {
  authorize: async (wanted) => {
    amount = wanted.amount;
    return answerOf({ id: `pay_${wanted.orderId}`, amount });
  },
  capture: async (_, id) => answerOf({ id, amount, capturedMinor: amount.amountMinor }),
  void: unexpected,
  refund: unexpected,
};

function startWorker(database: Pool) {
  const common = {
    database,
    leaseMs,
    logger: createLogger({ service: 'petstore-domain', level: 'silent' }),
    metrics: createMetrics(),
  };
  const step = { ...common, payments, settings, random: () => 0.5, onEvents: vi.fn(), onRefund: vi.fn() };
  const worker = createSagaWorker({
    ...common,
    runStep: (saga: OrderSaga) => runSagaStep(saga, step),
    clock: systemClock,
  });
  const ending = new AbortController();
  const running = worker.run(ending.signal);
  return {
    worker,
    async stop() {
      ending.abort();
      await running;
    },
  };
}

/** Places an order at the place of the worker, as a request does. */
async function place(worker: ReturnType<typeof startWorker>['worker'], sku: string): Promise<string> {
  const correlationId = randomUUID();
  return withInteraction({ correlationId, messageId: randomUUID() }, async () => {
    const saga = takeSagaPlace(worker);
    const body = { ...anOrder, items: [{ sku }] };
    const request = { customerId: 'cost', idempotencyKey: randomUUID(), correlationId, body };
    const once = await placeOrder(shop.database, { ...request, lease: saga.lease }, placingRules);
    if (once.isReplay) throw new Error('the order was placed before');
    saga.start({ recorded: once.result, cardToken: anOrder.payment.cardToken });
    const { id }: { id: string } = JSON.parse(once.answer.body);
    return id;
  });
}

const delivered = (orderId: string) =>
  vi.waitFor(async () => expect((await findOrder(shop.database, orderId, null))?.status).toBe('delivered'), {
    timeout: 10_000,
  });

it('delivers an order with one statement a transition, without a claim, a read or a transaction', async () => {
  const counted = createCountingPool(shop.database);
  const { worker, stop } = startWorker(counted);
  await vi.waitFor(() => expect(counted.sent).toEqual(['claim-sagas']));
  counted.sent.length = 0;
  try {
    await delivered(await place(worker, 'golden-retriever-001'));
  } finally {
    await stop();
  }
  // Looks for what nobody told come every few seconds, which a slow machine may reach.
  expect(counted.sent.filter((name) => name !== 'claim-sagas')).toEqual([
    'advance-saga-and-commit',
    'advance-saga-and-sell',
    'advance-saga',
    'advance-saga',
    'advance-saga',
  ]);
  expect(counted.sent.length).toBeLessThanOrEqual(7);
});

it('looks for work a few times a minute at rest', async () => {
  const counted = createCountingPool(shop.database);
  const { stop } = startWorker(counted);
  await vi.waitFor(() => expect(counted.sent).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await stop();
  expect(counted.sent).toEqual(['claim-sagas']);
});

it('hands what it keeps over a timer to others when it stops', async () => {
  const counted = createCountingPool(shop.database);
  const { worker, stop } = startWorker(counted);
  await vi.waitFor(() => expect(counted.sent).toHaveLength(1));
  const orderId = await place(worker, 'golden-retriever-002');
  await vi.waitFor(() => expect(counted.sent).toContain('advance-saga-and-sell'));
  await stop();
  const leases = unnamedStatement<{ step: string; lease_token: string | null }>(
    'select step, lease_token from order_sagas where order_id = $1',
  );
  const [saga] = (await shop.database.query(leases, [orderId])).rows;
  expect(saga?.lease_token).toBeNull();
  const successor = startWorker(shop.database);
  await delivered(orderId);
  await successor.stop();
});
