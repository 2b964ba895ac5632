import type { Benchmark, RunContext } from '../benchmark.ts';
import { wholeNumberBetween } from '../command-line/read-values.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { buildSystem, startSystem } from '../system/start-system.ts';
import { measureCheckout } from './measure-checkout.ts';
import { measureEventLatency } from './measure-event-latency.ts';
import { measureSaga } from './measure-saga.ts';
import { eventLatencyRows, orderRows } from './order-rows.ts';

/** Build, two starts, restocking and two ends, on a machine that is very busy. */
const aroundMs = 300_000;
/** Far more than an order takes. */
const perOrderMs = 100;

export const ordersBenchmark: Benchmark<OrdersOptions> = {
  summary: 'orders a second: through the whole checkout, and the saga alone',
  options: {
    duration: {
      placeholder: 'seconds',
      summary: 'how long customers order',
      otherwise: 15,
      read: wholeNumberBetween(1, 3_600),
    },
    customers: {
      placeholder: 'n',
      summary: 'who order at the same time, each one order after the other',
      otherwise: 16,
      read: wholeNumberBetween(1, 60),
    },
    sagas: {
      placeholder: 'n',
      summary: 'orders that the saga alone brings to their end',
      otherwise: 1_000,
      read: wholeNumberBetween(10, 100_000),
    },
    replicas: {
      placeholder: 'n',
      summary: 'replicas of each Deployment (default: as in the manifests)',
      otherwise: null,
      read: wholeNumberBetween(1, 10),
    },
  },
  withinMs: ({ duration, sagas }) => aroundMs + duration * 10_000 + sagas * perOrderMs,
  run: runOrders,
};

interface OrdersOptions {
  /** Seconds in which customers order. */
  readonly duration: number;
  readonly customers: number;
  readonly sagas: number;
  readonly replicas: number | null;
}

/** Orders through the public API of a system of its own, and the saga by itself on a server that flushes each commit. */
async function runOrders(options: OrdersOptions, context: RunContext): Promise<Findings> {
  const { duration, customers, sagas, replicas } = options;
  const { lifetime, say } = context;
  const saga = await measureSaga(sagas, context);
  say(`saga alone: ${Math.round(saga.finished / saga.finishSeconds)} orders a second`);
  const buses = await measureEventLatency(context);
  say('building what is stale');
  await buildSystem(lifetime);
  const { path: dataDirectory } = await createDataFolder(lifetime);
  say('bringing the system up');
  const system = await startSystem({ dataDirectory, replicas, lifetime });
  const checkout = await measureCheckout(system, { duration, customers }, context);
  return {
    settings: { 'duration in seconds': duration, customers, sagas, replicas },
    rows: [...orderRows({ checkout, saga }), ...eventLatencyRows(buses)],
    notes: [
      'Checkout: customers order one unit of food each time, one order after the other, through the gateway; placed: answered 202; delivered: from the first order until the last one had arrived, payment, provider and fulfilment included; each customer looks four times a second at the oldest that is under way.',
      'The saga alone: the code of petstore-domain in one process, four connections, on a PostgreSQL that flushes each commit (synchronous_commit on); payments answer at once, and nobody relays the events. Where fulfilment takes no time, its steps belong to one transaction; with the timers (200 ms, as in the base) each has its own.',
      ...[...checkout.refusals].map(([code, count]) => `${count} orders were refused: ${code}`),
    ],
  };
}
