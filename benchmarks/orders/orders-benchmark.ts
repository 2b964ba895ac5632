import type { Benchmark, RunContext } from '../benchmark.ts';
import { wholeNumberBetween } from '../command-line/read-values.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { buildSystem, startSystem } from '../system/start-system.ts';
import { measureCheckout } from './measure-checkout.ts';
import { measureEventLatency } from './measure-event-latency.ts';
import { measureSaga } from './measure-saga.ts';
import { eventLatencyRows, orderRows } from './order-rows.ts';

/** Time limit of build, starts, restocking and stops, on a busy machine. */
const aroundMs = 300_000;
/** Time limit of one order. */
const perOrderMs = 100;

export const ordersBenchmark: Benchmark<OrdersOptions> = {
  summary: 'orders a second: through the whole checkout, and the saga alone',
  options: {
    duration: {
      placeholder: 'seconds',
      summary: 'duration of the ordering phase',
      otherwise: 15,
      read: wholeNumberBetween(1, 3_600),
    },
    customers: {
      placeholder: 'n',
      summary: 'concurrent customers, each with one order after the other',
      otherwise: 16,
      read: wholeNumberBetween(1, 60),
    },
    sagas: {
      placeholder: 'n',
      summary: 'orders for the saga alone',
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
  /** Duration of the phase in which customers order, in seconds. */
  readonly duration: number;
  readonly customers: number;
  readonly sagas: number;
  readonly replicas: number | null;
}

/**
 * Measures orders through the public API of its own system, and the saga alone on a server that flushes each commit.
 */
async function runOrders(options: OrdersOptions, context: RunContext): Promise<Findings> {
  const { duration, customers, sagas, replicas } = options;
  const { lifetime, say } = context;
  const saga = await measureSaga(sagas, context);
  say(`saga alone: ${Math.round(saga.finished / saga.finishSeconds)} orders a second`);
  const buses = await measureEventLatency(context);
  say('building if stale');
  await buildSystem(lifetime);
  const { path: dataDirectory } = await createDataFolder(lifetime);
  say('starting the system');
  const system = await startSystem({ dataDirectory, replicas, lifetime });
  const checkout = await measureCheckout(system, { duration, customers }, context);
  return {
    settings: { 'duration in seconds': duration, customers, sagas, replicas },
    rows: [...orderRows({ checkout, saga }), ...eventLatencyRows(buses)],
    notes: [
      'Checkout: customers order one unit of food at a time, one order after the other, through the gateway; placed: accepted with 202; delivered: from the first order to the last delivery, including payment, provider and fulfilment; each customer polls its oldest open order four times a second.',
      'The saga alone: the code of petstore-domain in one process with four connections, on a PostgreSQL server that flushes each commit (synchronous_commit on); payments succeed at once, and no events are relayed. Without fulfilment timers the steps share one transaction; with timers (200 ms, as in the base) each has its own.',
      ...[...checkout.refusals].map(([code, count]) => `${count} orders were refused: ${code}`),
    ],
  };
}
