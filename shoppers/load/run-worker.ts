import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '@petstore/chassis/random';
import { drawArrivals } from '../arrivals/draw-arrivals.ts';
import { shopperErrors } from '../errors.ts';
import { createConnectionPool } from '../http/connection-pool.ts';
import { CustomerQueue } from '../journey/customer-queue.ts';
import { createShopClient } from '../journey/shop-client.ts';
import { emptyCart, walkJourney } from '../journey/walk-journey.ts';
import { planShopper } from '../personas/personas.ts';
import {
  type JourneyWorkload,
  type RequestWorkload,
  type WorkerOrder,
  type WorkerProgress,
  type WorkerReport,
  wholeJourney,
} from './load-plan.ts';
import { LoadTally } from './load-tally.ts';
import type { PetShelf } from './pet-shelf.ts';
import { runOpenLoop } from './run-open-loop.ts';

export interface WorkerPorts {
  /** Ends the load early; the report has what was measured until then. */
  readonly signal: AbortSignal;
  readonly shelf: PetShelf;
  onProgress(progress: WorkerProgress): void;
}

/** What one arrival starts; `number` is that of the arrival in the whole plan. Must not reject. */
interface Visitors {
  visit(number: number, scheduledMs: number): Promise<void>;
  close(): void;
}

const progressMs = 1_000;

/** Generates one part of a load in this process, and resolves with its report when every arrival has been served. */
export async function runWorker(order: WorkerOrder, ports: WorkerPorts): Promise<WorkerReport> {
  const { plan, part, parts } = order;
  const { signal } = ports;
  const tally = new LoadTally(performance.now(), plan.arrivals.seconds);
  const { workload } = plan;
  const visitors =
    workload.kind === 'journeys'
      ? sendShoppers(workload, order, { tally, ports })
      : sendRequests(workload, tally, signal);
  const progress = setInterval(() => ports.onProgress(tally.progress()), progressMs);
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const loop = runOpenLoop({
    arrivals: partOf(drawArrivals(plan.arrivals), part, parts),
    clock: { nowMs: () => performance.now(), sleep: (ms) => delay(ms, undefined, { signal }) },
    start: (index, scheduledMs) => visitors.visit(part + index * parts, scheduledMs),
  });
  try {
    await Promise.race([loop, aborted]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(progress);
    visitors.close();
    loop.catch(() => undefined);
  }
  return tally.report();
}

function* partOf(arrivals: Iterable<number>, part: number, parts: number): Generator<number> {
  let number = 0;
  for (const arrivalMs of arrivals) {
    if (number % parts === part) yield arrivalMs;
    number += 1;
  }
}

function sendRequests(
  { origin, method, path, headers, body }: RequestWorkload,
  tally: LoadTally,
  signal: AbortSignal,
): Visitors {
  const pool = createConnectionPool({ origin });
  const request = { method, path, headers, ...(body === undefined ? {} : { body }) };
  return {
    async visit(_number, scheduledMs) {
      tally.recordLag(performance.now() - scheduledMs);
      try {
        const { status } = await pool.send(request);
        if (status >= 300)
          throw shopperErrors.create('shopper-refused', { message: `${method} ${path}: ${status}` });
      } catch (error) {
        if (signal.aborted) return;
        tally.recordFailure(error);
      }
      tally.recordRequest(null, performance.now() - scheduledMs);
      tally.missed.sockets = pool.waited;
    },
    close: () => pool.close(),
  };
}

interface JourneyContext {
  readonly tally: LoadTally;
  readonly ports: WorkerPorts;
}

function sendShoppers(
  { origin, thinkMs, customerIds }: JourneyWorkload,
  { plan, part, parts }: WorkerOrder,
  { tally, ports: { shelf, signal } }: JourneyContext,
): Visitors {
  const shop = createShopClient(origin);
  const customers = new CustomerQueue(customerIds.filter((_, index) => index % parts === part));
  const { seed } = plan.arrivals;
  const random = seededRandom(seed + part);
  const drawThinkMs = () => (thinkMs === 0 ? 0 : -Math.log(1 - random()) * thinkMs);
  const pace = {
    thinkMs: drawThinkMs,
    onSend: (lagMs: number) => tally.recordLag(lagMs),
    onAnswer: (kind: string, latencyMs: number) => {
      if (!signal.aborted) tally.recordRequest(kind, latencyMs);
    },
  };
  return {
    async visit(number, scheduledMs) {
      if (!shelf.has(number)) tally.missed.stock += 1;
      if (!customers.hasFree) tally.missed.customers += 1;
      const [petId, customerId] = await Promise.all([shelf.take(number), customers.take()]);
      tally.journeys.begun += 1;
      try {
        const { category } = planShopper(seed, number);
        const dueMs = scheduledMs;
        await walkJourney(shop, { customerId, petId, sku: shelf.sku, category, pace: { ...pace, dueMs } });
        tally.journeys.completed += 1;
        tally.recordLatency(wholeJourney, performance.now() - scheduledMs);
      } catch (error) {
        if (signal.aborted) return;
        tally.recordFailure(error);
        await emptyCart(shop, customerId);
      } finally {
        customers.give(customerId);
        tally.missed.sockets = shop.waited;
      }
    },
    close: () => void shop.close(),
  };
}
