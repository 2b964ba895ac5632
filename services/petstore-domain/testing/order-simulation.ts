import { randomUUID } from 'node:crypto';
import { withInteraction } from '@petstore/chassis/correlation';
import { isAppError, messageOf } from '@petstore/chassis/errors';
import type { HttpClient } from '@petstore/chassis/http';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool, unnamedStatement } from '@petstore/chassis/postgres';
import { createMortalPool, type Death } from '@petstore/chassis/testing';
import { deadlineAfter } from '@petstore/chassis/time';
import type { Order } from '@petstore/contracts/http';
import { publishStock } from '../catalogue/publish-stock.ts';
import { listParkedOrders } from '../operator-queue/parked-order-store.ts';
import { resolveParkedOrder } from '../operator-queue/resolve-parked-order.ts';
import { cancelOrder } from '../order-requests/cancel-order.ts';
import { placeOrder } from '../order-requests/place-order.ts';
import { refundOrder } from '../order-requests/refund-order.ts';
import { createPaymentClient } from '../payments/payment-client.ts';
import { runRefund } from '../refunds/create-refund-worker.ts';
import { claimDueRefunds } from '../refunds/refund-store.ts';
import { restockProduct } from '../restocking/restock.ts';
import type { OrderSaga } from '../saga/order-saga.ts';
import { runSagaStep } from '../saga/run-saga-step.ts';
import { claimDueSagas } from '../saga/saga-store.ts';
import { expireReservations } from '../stock/create-reservation-expirer.ts';
import { type Acknowledged, findViolations } from './check-order-invariants.ts';
import { type PaymentFault, SimulatedPayments } from './simulated-payments.ts';
import { anOrder, placingRules, type TestShop } from './start-test-shop.ts';

/** A step of a simulated run. `death` kills the process that executes it, at one exchange with its database. */
export type SimulationStep =
  /** A customer orders the items that belong to the key, or other items under the same key by mistake. */
  | {
      readonly does: 'place';
      readonly key: number;
      readonly isOtherBody: boolean;
      readonly death: Death | null;
    }
  | { readonly does: 'cancel'; readonly order: number; readonly death: Death | null }
  | { readonly does: 'refund'; readonly order: number; readonly amountMinor: number; readonly key: number }
  | {
      readonly does: 'restock';
      readonly product: number;
      readonly quantity: number;
      readonly death: Death | null;
    }
  /** A replica starts on stock from before `ProductStocked` events existed. */
  | { readonly does: 'publish-stock'; readonly death: Death | null }
  | { readonly does: 'step' | 'ask-for-refund'; readonly death: Death | null }
  /** A worker that ran a step and kept its lease runs the next one, with what it remembers. */
  | { readonly does: 'go-on'; readonly death: Death | null }
  /** A worker leases a saga and is paused before it does anything. */
  | { readonly does: 'pause-worker' }
  | { readonly does: 'resume-worker' }
  | { readonly does: 'advance-time' | 'expire-leases' | 'expire-reservations' }
  | { readonly does: 'set-payment-fault'; readonly fault: PaymentFault };

export interface OrderSimulationOptions {
  /** Wrappers that plant a fault. */
  readonly wrapHttp?: (http: HttpClient) => HttpClient;
  readonly wrapPool?: (pool: Pool) => Pool;
}

const customers = 2;
const products = ['world-food', 'world-toy'] as const;
const skus = ['guppy-001', 'guppy-002', 'goldfish-004', ...products] as const;
/** The items of each key, as indexes into `skus`: contended pets, products, and several of both. */
const wishes = [[0], [1], [0, 1], [2, 3], [3], [4, 3, 0], [1, 4], [2], [0, 2], [4]] as const;
const leaseMs = 60_000;
/** `fulfilmentStepMs` is not 0, so that each fulfilment step runs in its own transaction, as in production. */
const patience = {
  fulfilmentStepMs: 0.001,
  authorizePatienceMs: 1_000,
  capturePatienceMs: 1_000,
  voidPatienceMs: 1_000,
  arrivalGraceMs: leaseMs + 5_000,
  outagePatienceMs: 600_000,
  compensationPatienceMs: 7_200_000,
};
const operator = { customerId: 'operator', roles: ['operator'] } as const;
const cause = { correlationId: 'world', messageId: randomUUID() };
const seeding = { correlationId: 'world', causationId: null };

function wasKilled(error: unknown): boolean {
  const isKilled = messageOf(error).startsWith('killed ');
  return isKilled || (isAppError(error) && error.code === 'commit-outcome-unknown');
}

function isBug(error: unknown): boolean {
  return !isAppError(error) || error.kind === 'bug';
}

const quiet = {
  logger: createLogger({ service: 'world', level: 'silent' }),
  metrics: createMetrics(),
  random: () => 0,
  onEvents: () => undefined,
  onRefund: () => undefined,
  onSettled: () => undefined,
};

/** A worker that was paused while it leases a saga. */
interface PausedWorker {
  readonly saga: OrderSaga;
  pausedSeconds: number;
}

/**
 * Runs the real rules on a real database, with killed processes and a failing payment-service. Time advances by
 * changing the timestamps in the rows.
 */
export class OrderSimulation {
  readonly #owner: Pool;
  readonly #database: Pool;
  readonly #book = new SimulatedPayments();
  readonly #payments: ReturnType<typeof createPaymentClient>;
  #acknowledged: Acknowledged[] = [];
  #paused: PausedWorker[] = [];
  /** Workers that may go on after a step. */
  #kept: PausedWorker[] = [];
  #bugs: string[] = [];
  #deaths = 0;

  constructor({ owner, database }: TestShop, options: OrderSimulationOptions = {}) {
    const { wrapHttp = (http) => http, wrapPool = (pool) => pool } = options;
    this.#owner = owner;
    this.#database = wrapPool(database);
    this.#payments = createPaymentClient(wrapHttp(this.#book.http));
  }

  /** Number of killed processes since `begin`. */
  get deaths(): number {
    return this.#deaths;
  }

  async begin(): Promise<void> {
    this.#acknowledged = [];
    this.#paused = [];
    this.#kept = [];
    this.#bugs = [];
    this.#deaths = 0;
    this.#book.clear();
    await this.#execute(`truncate operator_resolutions, order_refunds, order_sagas, orders, order_events, reservations, outbox, idempotency_keys;
      update pets set status = 'available', order_id = null where status <> 'available'`);
    await this.#execute(`insert into products (id, name, brand, category, for_categories, description)
      values ('world', 'World', 'World', 'food', '{}', '') on conflict do nothing`);
    await this.#execute(`insert into product_variants (sku, product_id, place, label, price_minor, currency, stock)
      select sku, 'world', 0, sku, 700, 'USD', 10 from unnest('{world-food,world-toy}'::text[]) sku
      on conflict (sku) do update set stock = 10, is_stock_told = false`);
    await inTransaction(this.#owner, (transaction) => publishStock(transaction, seeding));
  }

  async run(step: SimulationStep): Promise<void> {
    await withInteraction({ ...cause, messageId: randomUUID() }, async () => {
      try {
        await this.#act(step);
      } catch (error) {
        // Refusals and killed processes are expected; a bug is not.
        if (wasKilled(error)) this.#deaths += 1;
        else if (isBug(error)) this.#bugs.push(messageOf(error));
      }
    });
  }

  /** Ends all faults and finishes all work; resolves with the violated invariants. */
  async end(): Promise<readonly string[]> {
    return withInteraction(cause, async () => {
      this.#book.fault = 'none';
      while (this.#paused.length > 0) await this.#resume(this.#paused.shift(), null);
      await this.#finishAllWork();
      return [...this.#bugs, ...(await findViolations(this.#database, this.#book, this.#acknowledged))];
    });
  }

  async #act(step: SimulationStep): Promise<unknown> {
    switch (step.does) {
      case 'place':
        return this.#place(step);
      case 'cancel':
      case 'refund':
        return this.#change(step);
      case 'restock':
        return this.#restock(step);
      case 'publish-stock':
        return this.#publishStock(step.death);
      case 'step':
        return this.#step(step.death);
      case 'go-on':
        return this.#resume(this.#kept.shift(), step.death);
      case 'ask-for-refund':
        return this.#askForRefund(step.death);
      case 'pause-worker':
        return this.#pauseWorker();
      case 'resume-worker':
        return this.#resume(this.#paused.shift(), null);
      case 'advance-time':
        return this.#advanceTime(20);
      case 'expire-leases':
        return this.#advanceTime(120);
      case 'expire-reservations':
        await this.#execute(
          `update reservations set expires_at = now() - interval '1 second' where status = 'held'`,
        );
        return expireReservations(this.#database, quiet);
      case 'set-payment-fault':
        this.#book.fault = step.fault;
    }
  }

  async #place({ key, isOtherBody, death }: Extract<SimulationStep, { does: 'place' }>): Promise<void> {
    const customerId = `world-${key % customers}`;
    const idempotencyKey = `key-${key}`;
    const wish = wishes[(key + (isOtherBody ? 1 : 0)) % wishes.length] ?? wishes[0];
    const items = wish.map((index) => ({ sku: skus[index] }));
    const request = { customerId, idempotencyKey, correlationId: 'world', body: { ...anOrder, items } };
    const { answer } = await placeOrder(this.#processOf(death), request, placingRules);
    this.#acknowledged.push({ key: `${customerId} ${idempotencyKey} ${JSON.stringify(items)}`, ...answer });
  }

  async #restock({ product, quantity, death }: Extract<SimulationStep, { does: 'restock' }>): Promise<void> {
    const request = {
      operatorId: 'operator',
      idempotencyKey: null,
      correlationId: 'world',
      body: { quantity },
    };
    await restockProduct(this.#processOf(death), request, products[product % products.length] ?? products[0]);
  }

  async #publishStock(death: Death | null): Promise<void> {
    await this.#execute(`update product_variants set is_stock_told = false where sku like 'world-%'`);
    const replica = death === null ? this.#owner : createMortalPool(this.#owner, death);
    await inTransaction(replica, (transaction) => publishStock(transaction, seeding));
  }

  async #change(step: Extract<SimulationStep, { order: number }>): Promise<void> {
    const { rows } = await this.#execute('select id, customer_id as "customerId" from orders order by id');
    const order = rows[step.order % Math.max(1, rows.length)] as Order | undefined;
    if (order === undefined) return;
    const request = { order, principal: operator, correlationId: 'world' };
    if (step.does === 'cancel') {
      const pool = this.#processOf(step.death);
      await cancelOrder(pool, { ...request, idempotencyKey: null, body: { reason: 'changed my mind' } });
    } else {
      const idempotencyKey = `refund-${step.key}`;
      const { amountMinor } = step;
      await refundOrder(this.#database, { ...request, idempotencyKey, body: { amountMinor } });
    }
  }

  async #claim(): Promise<OrderSaga | null> {
    return (await claimDueSagas(this.#database, 1, newLease())).tasks[0] ?? null;
  }

  async #runSaga(saga: OrderSaga, death: Death | null): Promise<void> {
    const payments = this.#payments;
    const database = this.#processOf(death);
    const next = await runSagaStep(saga, { ...quiet, database, payments, settings: patience, leaseMs });
    if (next !== null) this.#kept.push({ saga: next, pausedSeconds: 0 });
  }

  async #step(death: Death | null): Promise<boolean> {
    const saga = await this.#claim();
    if (saga === null) return false;
    await this.#runSaga(saga, death);
    return true;
  }

  async #askForRefund(death: Death | null): Promise<boolean> {
    const [refund] = (await claimDueRefunds(this.#database, 1, newLease())).tasks;
    if (refund === undefined) return false;
    await runRefund(refund, { ...quiet, database: this.#processOf(death), payments: this.#payments });
    return true;
  }

  async #pauseWorker(): Promise<void> {
    const saga = await this.#claim();
    if (saga !== null) this.#paused.push({ saga, pausedSeconds: 0 });
  }

  async #resume(paused: PausedWorker | undefined, death: Death | null): Promise<void> {
    if (paused === undefined) return;
    const leaseEnd = deadlineAfter(Math.max(0, leaseMs - paused.pausedSeconds * 1_000));
    await this.#runSaga({ ...paused.saga, leaseEnd }, death);
  }

  async #advanceTime(seconds: number): Promise<void> {
    for (const paused of [...this.#paused, ...this.#kept]) paused.pausedSeconds += seconds;
    const by = `interval '${seconds} seconds'`;
    await this.#execute(`with sagas as (update order_sagas set next_at = next_at - ${by}, step_since = step_since - ${by},
        waited_ms = case when attempts > 0 then waited_ms + 600 else 0 end, lease_until = lease_until - ${by})
      update order_refunds set next_at = next_at - ${by}, lease_until = lease_until - ${by}`);
  }

  async #finishAllWork(): Promise<void> {
    for (let rounds = 0; rounds < 400; rounds += 1) {
      await this.#advanceTime(3_600);
      const hasStep = await this.#step(null);
      const hasRefund = await this.#askForRefund(null);
      const parked = await listParkedOrders(this.#database, { afterId: null, limit: 10 });
      const parts = { database: this.#database, readPayment: this.#payments.read };
      for (const { id: orderId } of parked) {
        const body = { action: 'retry', note: 'healed' } as const;
        await resolveParkedOrder(parts, { orderId, principal: operator, body, cause });
      }
      if (!hasStep && !hasRefund && parked.length === 0) return;
    }
  }

  #processOf(death: Death | null): Pool {
    return death === null ? this.#database : createMortalPool(this.#database, death);
  }

  #execute(sql: string) {
    return this.#owner.query(unnamedStatement<object>(sql));
  }
}

const newLease = () => ({ token: randomUUID(), milliseconds: leaseMs });
