import { expect, it } from 'vitest';
import { orderRows } from './order-rows.ts';

const measured = {
  checkout: {
    ...{ placed: 300, delivered: 299, placingSeconds: 10, deliveredSeconds: 20, refusals: new Map() },
    latency: { count: 300, p50Ms: 40, p95Ms: 90, p99Ms: 120, maxMs: 150, meanMs: 50 },
  },
  saga: {
    ...{ placed: 1_000, placeSeconds: 2, finished: 1_000, finishSeconds: 4 },
    ...{ timedFinished: 1_000, timedFinishSeconds: 5 },
  },
};

it('tells orders a second, and judges the saga alone and every order that was lost', () => {
  const rows = orderRows(measured);
  expect(rows.map(({ metric, value, met }) => [metric, value, met])).toEqual([
    ['checkout: placed', 30, null],
    ['checkout: answer to an order, p50', 40, null],
    ['checkout: answer to an order, p95', 90, null],
    ['checkout: delivered', 14.95, null],
    ['checkout: orders that were placed and not delivered', 1, false],
    ['saga alone', 250, false],
    ['saga alone, with the timers of the fulfilment', 200, null],
    ['placing alone', 500, null],
  ]);
});
