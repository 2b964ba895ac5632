import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { MeasuredCheckout } from './measure-checkout.ts';
import type { MeasuredBus } from './measure-event-latency.ts';
import type { MeasuredSaga } from './measure-saga.ts';

const names = { postgres: 'PostgreSQL', nats: 'NATS JetStream' } as const;

const sagaGoal: Goal = { of: 'value', relation: '>=', bound: 300 };

interface MeasuredOrders {
  readonly checkout: MeasuredCheckout;
  readonly saga: MeasuredSaga;
}

export function orderRows({ checkout, saga }: MeasuredOrders): BenchmarkRow[] {
  const { placed, delivered, placingSeconds, deliveredSeconds, latency } = checkout;
  const rate = { unit: 'orders/s' };
  return [
    createRow({ ...rate, metric: 'checkout: placed', value: placed / placingSeconds }),
    ...(latency === null
      ? []
      : [
          createRow({ metric: 'checkout: response to an order, p50', value: latency.p50Ms, unit: 'ms' }),
          createRow({ metric: 'checkout: response to an order, p95', value: latency.p95Ms, unit: 'ms' }),
        ]),
    createRow({ ...rate, metric: 'checkout: delivered', value: delivered / deliveredSeconds }),
    createRow({
      metric: 'checkout: orders placed and not delivered',
      value: placed - delivered,
      unit: 'orders',
      goal: { of: 'value', relation: '<=', bound: 0 },
    }),
    createRow({ ...rate, metric: 'saga alone', value: saga.finished / saga.finishSeconds, goal: sagaGoal }),
    createRow({
      ...rate,
      metric: 'saga alone, with fulfilment timers',
      value: saga.timedFinished / saga.timedFinishSeconds,
    }),
    createRow({ ...rate, metric: 'placing alone', value: saga.placed / saga.placeSeconds }),
  ];
}

/** Latency from outbox to handler; NATS is compared with PostgreSQL in the same run. */
export function eventLatencyRows(measured: readonly MeasuredBus[]): BenchmarkRow[] {
  const base = measured.find(({ bus }) => bus === 'postgres')?.latency ?? null;
  return measured.flatMap(({ bus, latency }) => {
    if (latency === null) return [];
    const isBase = bus === 'postgres';
    const metric = `event from outbox to handler by ${names[bus]}`;
    return [
      createRow({
        metric: `${metric}: p50`,
        value: latency.p50Ms,
        unit: 'ms',
        baseline: isBase ? null : (base?.p50Ms ?? null),
      }),
      createRow({
        metric: `${metric}: p99`,
        value: latency.p99Ms,
        unit: 'ms',
        baseline: isBase ? null : (base?.p99Ms ?? null),
      }),
    ];
  });
}
