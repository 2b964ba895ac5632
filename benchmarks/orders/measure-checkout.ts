import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isAppError } from '@petstore/chassis/errors';
import type { Order, Session } from '@petstore/contracts/http';
import { createShopClient, type ShopClient, stockFood } from '@petstore/shoppers/journey';
import { createLatencyRecorder, type LatencySummary } from '@petstore/shoppers/latency';
import type { RunContext } from '../benchmark.ts';
import type { BenchmarkedSystem } from '../system/start-system.ts';

export interface MeasuredCheckout {
  readonly placed: number;
  readonly placingSeconds: number;
  readonly delivered: number;
  /** From the first order to the last delivery. */
  readonly deliveredSeconds: number;
  /** Latency of the response to an order; null when none was placed. */
  readonly latency: LatencySummary | null;
  readonly refusals: ReadonlyMap<string, number>;
}

interface Customer {
  readonly token: string;
  readonly orders: string[];
}

const units = 90_000;
const warmUpMs = 5_000;
const deliveredWithinMs = 120_000;
const pollMs = 20;
/** Polling interval while waiting for deliveries: polling also loads the system, and is not what is measured. */
const lookMs = 250;
const delivery = { name: 'Ada', line1: '12 St James Square', city: 'London', country: 'GB' };

/** Customers place one order after the other as fast as they get responses; at the end all deliveries are awaited. */
export async function measureCheckout(
  system: BenchmarkedSystem,
  { duration, customers: count }: { readonly duration: number; readonly customers: number },
  { lifetime, say }: RunContext,
): Promise<MeasuredCheckout> {
  const shop = createShopClient(system.addressOf('gateway'));
  lifetime.onEnd(() => shop.close());
  const sku = await stockFood(shop, (await signIn(shop, 'operator')).token, units);
  const names = Array.from({ length: count }, (_, index) => `customer-${String(index + 1).padStart(3, '0')}`);
  const customers = await Promise.all(names.map((name) => signIn(shop, name)));
  const order = { shop, sku, signal: lifetime.signal };
  say('warming up');
  await orderFor(warmUpMs, customers, order);
  await waitForAll(customers, order);
  for (const customer of customers) customer.orders.length = 0;
  say(`${count} customers order for ${duration} s`);
  const startedAtMs = performance.now();
  const { latencies, refusals } = await orderFor(duration * 1_000, customers, order);
  const placingSeconds = (performance.now() - startedAtMs) / 1_000;
  const placed = customers.reduce((sum, { orders }) => sum + orders.length, 0);
  say(`${placed} orders placed; waiting for their delivery`);
  const delivered = await waitForAll(customers, order);
  const deliveredSeconds = (performance.now() - startedAtMs) / 1_000;
  const latency = placed === 0 ? null : latencies.summarize();
  return { placed, placingSeconds, delivered, deliveredSeconds, latency, refusals };
}

async function signIn(shop: ShopClient, customerId: string): Promise<Customer> {
  const body = { customerId };
  const { token } = await shop.call<Session>({ method: 'POST', path: '/v1/sessions', body });
  return { token, orders: [] };
}

interface Ordering {
  readonly shop: ShopClient;
  readonly sku: string;
  readonly signal: AbortSignal;
}

async function orderFor(
  milliseconds: number,
  customers: readonly Customer[],
  { shop, sku, signal }: Ordering,
) {
  const latencies = createLatencyRecorder();
  const refusals = new Map<string, number>();
  const endsAtMs = performance.now() + milliseconds;
  const body = { payment: { cardToken: 'tok_visa' }, delivery, items: [{ sku }] };
  async function keepOrdering({ token, orders }: Customer): Promise<void> {
    while (performance.now() < endsAtMs) {
      signal.throwIfAborted();
      const beganAtMs = performance.now();
      try {
        const call = {
          method: 'POST',
          path: '/v1/orders',
          token,
          body,
          idempotencyKey: randomUUID(),
        } as const;
        const { id } = await shop.call<Order>(call);
        latencies.record(performance.now() - beganAtMs);
        orders.push(id);
      } catch (error) {
        const code = String(isAppError(error) ? error.details['code'] : error);
        refusals.set(code, (refusals.get(code) ?? 0) + 1);
        // A customer with too many open orders waits for some of them.
        await delay(pollMs);
      }
    }
  }
  await Promise.all(customers.map(keepOrdering));
  return { latencies, refusals };
}

/** Number of orders that were delivered. */
async function waitForAll(customers: readonly Customer[], { shop, signal }: Ordering): Promise<number> {
  const endsAtMs = performance.now() + deliveredWithinMs;
  let delivered = 0;
  async function waitFor({ token, orders }: Customer): Promise<void> {
    for (const id of orders) {
      for (;;) {
        signal.throwIfAborted();
        const { status } = await shop.call<Order>({ method: 'GET', path: `/v1/orders/${id}`, token });
        if (status === 'delivered') delivered += 1;
        if (status === 'delivered' || status === 'cancelled' || performance.now() > endsAtMs) break;
        await delay(lookMs);
      }
    }
  }
  await Promise.all(customers.map(waitFor));
  return delivered;
}
