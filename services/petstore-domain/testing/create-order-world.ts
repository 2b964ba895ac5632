import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import { isAppError, messageOf } from '@petstore/chassis/errors';
import type { HttpClient } from '@petstore/chassis/http';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createMortalPool, type Death } from '@petstore/chassis/testing';
import type { Order } from '@petstore/contracts/http';
import { listParkedOrders } from '../operator-queue/parked-order-store.ts';
import { resolveParkedOrder } from '../operator-queue/resolve-parked-order.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { placeOrder } from '../orders/place-order.ts';
import { refundOrder } from '../orders/refund-order.ts';
import { claimDueRefunds } from '../refunds/refund-store.ts';
import { runRefund } from '../refunds/run-refund.ts';
import type { OrderSaga } from '../saga/order-saga.ts';
import { createPaymentClient } from '../saga/payment-client.ts';
import { runSagaStep } from '../saga/run-saga-step.ts';
import { claimDueSagas } from '../saga/saga-store.ts';
import { expireReservations } from '../stock/create-reservation-expirer.ts';
import { type Acknowledged, findViolations } from './check-order-invariants.ts';
import { createPaymentBook, type PaymentFault } from './create-payment-book.ts';
import { anOrder, placingRules, type TestShop } from './start-test-shop.ts';

/** What may happen next. A `death` kills the process that does it, at some exchange with its database. */
export type Happening =
  /** A customer asks for what this key stands for; now and then, by mistake, for something else under the same key. */
  | {
      readonly does: 'place';
      readonly key: number;
      readonly isOtherBody: boolean;
      readonly death: Death | null;
    }
  | { readonly does: 'cancel'; readonly order: number; readonly death: Death | null }
  | { readonly does: 'refund'; readonly order: number; readonly amountMinor: number; readonly key: number }
  | { readonly does: 'step' | 'ask-for-refund'; readonly death: Death | null }
  /** A worker takes a saga, and is stopped before it does anything. */
  | { readonly does: 'fall-asleep' }
  | { readonly does: 'wake-up' }
  | { readonly does: 'time-passes' | 'leases-end' | 'reservations-end' }
  | { readonly does: 'payments-turn'; readonly fault: PaymentFault };

export interface OrderWorld {
  begin(): Promise<void>;
  happen(happening: Happening): Promise<void>;
  /** Everything heals and all work is done; resolves with what is wrong then. */
  end(): Promise<readonly string[]>;
  /** How many processes were killed since it began. */
  deaths(): number;
}

export interface OrderWorldOptions {
  /** Planted mistakes go in here. */
  readonly wrapHttp?: (http: HttpClient) => HttpClient;
  readonly wrapPool?: (pool: Pool) => Pool;
}

const customers = 2;
const skus = ['guppy-001', 'guppy-002', 'goldfish-004', 'world-food', 'world-toy'] as const;
/** What each key asks for: pets that others want too, products, several of both. */
const wishes = [[0], [1], [0, 1], [2, 3], [3], [4, 3, 0], [1, 4], [2], [0, 2], [4]] as const;
const leaseMs = 60_000;
const patience = {
  ...{ fulfilmentStepMs: 0, authorizePatienceMs: 1_000, capturePatienceMs: 1_000, voidPatienceMs: 1_000 },
  ...{ arrivalGraceMs: 10_000, outagePatienceMs: 600_000, compensationPatienceMs: 7_200_000 },
};
const operator = { customerId: 'operator', roles: ['operator'] } as const;
const cause = { correlationId: 'world', messageId: randomUUID() };

function hasDied(error: unknown): boolean {
  const isKilled = messageOf(error).startsWith('killed ');
  return isKilled || (isAppError(error) && error.code === 'commit-outcome-unknown');
}

function isBug(error: unknown): boolean {
  return !isAppError(error) || error.kind === 'bug';
}

/** The real rules on the real database, with processes that die and a payment-service that fails; time is turned in the rows. */
export function createOrderWorld(shop: TestShop, options: OrderWorldOptions = {}): OrderWorld {
  const { wrapHttp = (http) => http, wrapPool = (pool) => pool } = options;
  const { owner } = shop;
  const database = wrapPool(shop.database);
  const book = createPaymentBook();
  const payments = createPaymentClient(wrapHttp(book.http));
  const quiet = {
    logger: createLogger({ service: 'world', level: 'silent' }),
    metrics: createMetrics(),
    ...{ random: () => 0, onEvents: () => undefined, onRefund: () => undefined, onSettled: () => undefined },
  };
  let acknowledged: Acknowledged[] = [];
  let asleep: OrderSaga[] = [];
  let bugs: string[] = [];
  let deaths = 0;
  const execute = (sql: string) => owner.query(unnamedStatement<object>(sql));
  const lease = () => ({ token: randomUUID(), milliseconds: leaseMs });
  const processOf = (death: Death | null) => (death === null ? database : createMortalPool(database, death));

  async function claim(): Promise<OrderSaga | null> {
    return (await claimDueSagas(database, 1, lease()))[0] ?? null;
  }

  const runStep = (saga: OrderSaga, death: Death | null) =>
    runSagaStep(saga, { ...quiet, database: processOf(death), payments, settings: patience, leaseMs });

  async function askForRefund(death: Death | null): Promise<boolean> {
    const [refund] = await claimDueRefunds(database, 1, lease());
    if (refund === undefined) return false;
    await runRefund(refund, { ...quiet, database: processOf(death), payments });
    return true;
  }

  async function place({ key, isOtherBody, death }: Extract<Happening, { does: 'place' }>): Promise<void> {
    const customerId = `world-${key % customers}`;
    const idempotencyKey = `key-${key}`;
    const wish = wishes[(key + (isOtherBody ? 1 : 0)) % wishes.length] ?? wishes[0];
    const items = wish.map((index) => ({ sku: skus[index] }));
    const request = { customerId, idempotencyKey, correlationId: 'world', body: { ...anOrder, items } };
    const { answer } = await placeOrder(processOf(death), request, placingRules);
    acknowledged.push({ key: `${customerId} ${idempotencyKey} ${JSON.stringify(items)}`, ...answer });
  }

  async function orderAt(index: number): Promise<Order | null> {
    const { rows } = await execute('select id, customer_id as "customerId" from orders order by id');
    return (rows[index % Math.max(1, rows.length)] as Order | undefined) ?? null;
  }

  async function change(happening: Extract<Happening, { order: number }>): Promise<void> {
    const order = await orderAt(happening.order);
    if (order === null) return;
    const request = { order, principal: operator, correlationId: 'world' };
    if (happening.does === 'cancel') {
      const pool = processOf(happening.death);
      await cancelOrder(pool, { ...request, idempotencyKey: null, body: { reason: 'changed my mind' } });
    } else {
      const { amountMinor, key } = happening;
      await refundOrder(database, { ...request, idempotencyKey: `refund-${key}`, body: { amountMinor } });
    }
  }

  const turnTime = (interval: string) =>
    execute(`with sagas as (update order_sagas set next_at = next_at - interval '${interval}', step_since = step_since - interval '${interval}',
        waited_ms = case when attempts > 0 then waited_ms + 600 else 0 end,
        lease_until = lease_until - interval '${interval}')
      update order_refunds set next_at = next_at - interval '${interval}', lease_until = lease_until - interval '${interval}'`);

  async function act(happening: Happening): Promise<void> {
    switch (happening.does) {
      case 'place':
        return place(happening);
      case 'cancel':
      case 'refund':
        return change(happening);
      case 'step': {
        const saga = await claim();
        if (saga !== null) await runStep(saga, happening.death);
        return;
      }
      case 'ask-for-refund':
        return void (await askForRefund(happening.death));
      case 'fall-asleep': {
        const saga = await claim();
        if (saga !== null) asleep.push(saga);
        return;
      }
      case 'wake-up': {
        const zombie = asleep.shift();
        if (zombie !== undefined) await runStep(zombie, null);
        return;
      }
      case 'time-passes':
        return void (await turnTime('20 seconds'));
      case 'leases-end':
        return void (await turnTime('2 minutes'));
      case 'reservations-end':
        await execute(
          `update reservations set expires_at = now() - interval '1 second' where status = 'held'`,
        );
        return void (await expireReservations(database, quiet));
      case 'payments-turn':
        book.fault = happening.fault;
    }
  }

  async function workOff(): Promise<void> {
    for (let rounds = 0; rounds < 400; rounds += 1) {
      await turnTime('1 hour');
      const saga = await claim();
      if (saga !== null) await runStep(saga, null);
      const hasRefund = await askForRefund(null);
      const parked = await listParkedOrders(database, { afterId: null, limit: 10 });
      for (const { id: orderId } of parked) {
        const body = { action: 'retry', note: 'healed' } as const;
        await resolveParkedOrder(database, { orderId, principal: operator, body, cause });
      }
      if (saga === null && !hasRefund && parked.length === 0) return;
    }
  }

  return {
    async begin() {
      acknowledged = [];
      asleep = [];
      bugs = [];
      deaths = 0;
      book.fault = 'none';
      book.clear();
      await execute(`truncate operator_resolutions, order_refunds, order_sagas, orders, order_events, reservations, outbox, idempotency_keys;
        update pets set status = 'available', order_id = null where status <> 'available'`);
      await execute(`insert into products (id, name, brand, category, for_categories, description)
        values ('world', 'World', 'World', 'food', '{}', '') on conflict do nothing`);
      await execute(`insert into product_variants (sku, product_id, place, label, price_minor, currency, stock)
        select sku, 'world', 0, sku, 700, 'USD', 10 from unnest('{world-food,world-toy}'::text[]) sku
        on conflict (sku) do update set stock = 10`);
    },
    happen: (happening) =>
      withInteraction({ ...cause, messageId: randomUUID() }, () =>
        // What was refused, or died, is part of the world; a bug is not.
        act(happening).catch((error: unknown) => {
          if (hasDied(error)) deaths += 1;
          else if (isBug(error)) bugs.push(messageOf(error));
        }),
      ),
    deaths: () => deaths,
    end: () =>
      withInteraction(cause, async () => {
        book.fault = 'none';
        for (const zombie of asleep.splice(0)) await runStep(zombie, null);
        await workOff();
        return [...bugs, ...(await findViolations(database, book, acknowledged))];
      }),
  };
}
