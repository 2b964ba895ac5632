import { expect, it } from 'vitest';
import { eventLatencyRows, orderRows } from './order-rows.ts';

const latency = { count: 1_000, p50Ms: 4, p95Ms: 8, p99Ms: 10, maxMs: 20 };

const measured = {
  checkout: {
    placed: 300,
    delivered: 299,
    placingSeconds: 10,
    deliveredSeconds: 20,
    refusals: new Map(),
    latency: { count: 300, p50Ms: 40, p95Ms: 90, p99Ms: 120, maxMs: 150, meanMs: 50 },
  },
  saga: {
    placed: 1_000,
    placeSeconds: 2,
    finished: 1_000,
    finishSeconds: 4,
    timedFinished: 1_000,
    timedFinishSeconds: 5,
  },
};

it('reports orders a second, with goals for the saga alone and for lost orders', () => {
  const rows = orderRows(measured);
  expect(rows.map(({ metric, value, met }) => [metric, value, met])).toEqual([
    ['checkout: placed', 30, null],
    ['checkout: response to an order, p50', 40, null],
    ['checkout: response to an order, p95', 90, null],
    ['checkout: delivered', 14.95, null],
    ['checkout: orders placed and not delivered', 1, false],
    ['saga alone', 250, false],
    ['saga alone, with fulfilment timers', 200, null],
    ['placing alone', 500, null],
  ]);
});

it('compares NATS with PostgreSQL, and leaves out a bus that is not installed', () => {
  const rows = eventLatencyRows([
    { bus: 'postgres', latency },
    { bus: 'nats', latency: { ...latency, p50Ms: 2 } },
  ]);
  expect(rows.map(({ value, ratio }) => ({ value, ratio }))).toEqual([
    { value: 4, ratio: null },
    { value: 10, ratio: null },
    { value: 2, ratio: 0.5 },
    { value: 10, ratio: 1 },
  ]);
  expect(
    eventLatencyRows([
      { bus: 'postgres', latency },
      { bus: 'nats', latency: null },
    ]),
  ).toHaveLength(2);
});
