import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { MeasuredCheckout } from './measure-checkout.ts';
import type { MeasuredSaga } from './measure-saga.ts';

const sagaGoal: Goal = { of: 'value', relation: '>=', bound: 300 };

export interface MeasuredOrders {
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
          createRow({ metric: 'checkout: answer to an order, p50', value: latency.p50Ms, unit: 'ms' }),
          createRow({ metric: 'checkout: answer to an order, p95', value: latency.p95Ms, unit: 'ms' }),
        ]),
    createRow({ ...rate, metric: 'checkout: delivered', value: delivered / deliveredSeconds }),
    createRow({
      metric: 'checkout: orders that were placed and not delivered',
      value: placed - delivered,
      unit: 'orders',
      goal: { of: 'value', relation: '<=', bound: 0 },
    }),
    createRow({ ...rate, metric: 'saga alone', value: saga.finished / saga.finishSeconds, goal: sagaGoal }),
    createRow({
      ...rate,
      metric: 'saga alone, with the timers of the fulfilment',
      value: saga.timedFinished / saga.timedFinishSeconds,
    }),
    createRow({ ...rate, metric: 'placing alone', value: saga.placed / saga.placeSeconds }),
  ];
}
