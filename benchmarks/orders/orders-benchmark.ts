import type { Benchmark } from '../benchmark.ts';
import { wholeNumberBetween } from '../command-line/read-values.ts';
import { type OrdersOptions, runOrders } from './run-orders.ts';

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
