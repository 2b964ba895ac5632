import type { Logger } from '@petstore/chassis/logging';
import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import { createLeasedWorker, type LeasedWorker } from '@petstore/chassis/workers';
import type { OpenRefund } from './open-refund.ts';
import { claimDueRefunds, postponeRefund, timeToNextRefund } from './refund-store.ts';

export interface RefundWorkerOptions {
  readonly database: Queryable;
  readonly run: (refund: OpenRefund) => Promise<null>;
  readonly leaseMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Sees to it that what was promised back comes back. */
export function createRefundWorker(options: RefundWorkerOptions): LeasedWorker {
  const { database, run, leaseMs, logger, clock } = options;
  return createLeasedWorker<OpenRefund>({
    work: {
      name: 'refunds',
      describe: ({ orderId, correlationId }) => ({ orderId, correlationId }),
      claim: (limit, lease) => claimDueRefunds(database, limit, lease),
      timeToNext: () => timeToNextRefund(database),
      run,
      postpone: (refund, { delayMs }) => postponeRefund(database, refund, { delayMs }),
      release: (refund) => postponeRefund(database, refund, { delayMs: 0, isAttempt: false }),
    },
    leaseMs,
    mostAtOnce: 2,
    logger,
    clock,
  });
}
