import { withInteraction } from '@petstore/chassis/correlation';
import { isAppError } from '@petstore/chassis/errors';
import type { Clock } from '@petstore/chassis/time';
import type { Worker } from '@petstore/chassis/workers';
import { readPayment } from '../payments/payment-store.ts';
import { type ProviderCall, retryDelayMs } from '../provider-calls/provider-call.ts';
import {
  msUntilNextCall,
  postponeCall,
  settleCallRow,
  takeDueCalls,
} from '../provider-calls/provider-call-store.ts';
import { abandonCall } from '../provider-calls/resolve-doubt.ts';
import { lookUp, type PaymentTools, settleCall } from '../provider-calls/settle-call.ts';
import { decideReconciliation, isToBeAbandoned, type ReconciliationTimes } from './decide-reconciliation.ts';

interface ReconcilerOptions {
  readonly tools: PaymentTools;
  readonly times: ReconciliationTimes;
  readonly clock: Clock;
}

const batchSize = 5;
/** Longest time until a call is noticed that a request left in doubt. */
const longestWaitMs = 2_000;
/** A call that is due and leased is looked at again after it. */
const shortestWaitMs = 250;

/** Continues calls that requests left in doubt, within the interaction of those requests. */
export function createReconciler(options: ReconcilerOptions): Worker {
  const { tools, clock } = options;
  const { database } = tools.recorder;
  return {
    name: 'payment-reconciler',
    async run(signal) {
      while (!signal.aborted) {
        const waitMs = (await msUntilNextCall(database)) ?? longestWaitMs;
        const due = waitMs > 0 ? [] : await takeDueCalls(database, batchSize);
        await Promise.all(due.map((call) => reconcile(call, options)));
        if (due.length > 0) continue;
        await clock.wait(Math.min(longestWaitMs, Math.max(shortestWaitMs, waitMs)), signal);
      }
    },
  };
}

function reconcile(call: ProviderCall, options: ReconcilerOptions): Promise<void> {
  const { correlationId, messageId, paymentId, operation, attempts } = call;
  const { logger } = options.tools.recorder;
  return withInteraction({ correlationId, messageId }, async () => {
    try {
      await continueCall(call, options);
    } catch (error) {
      if (!isAppError(error)) throw error;
      logger.warn({ err: error, paymentId, operation, attempts }, 'a payment is still in doubt');
    }
  });
}

async function continueCall(call: ProviderCall, options: ReconcilerOptions): Promise<void> {
  const { tools, times } = options;
  const { database, logger } = tools.recorder;
  const { providerKey, paymentId, operation } = call;
  switch (decideReconciliation(call, times)) {
    case 'settle': {
      const settlement = await settleCall(tools, call);
      if (settlement.state === 'settled')
        logger.info({ paymentId, operation }, 'a payment is no longer in doubt');
      else if (isToBeAbandoned(call, times)) await abandonCall(tools, call);
      else await postpone(tools, call, 'pending');
      return;
    }
    case 'watch': {
      // Postponed first, so that the call is due again if the look-up fails.
      await postpone(tools, call, 'watching');
      const payment = await lookUp(tools, await readPayment(database, paymentId));
      if (payment.providerReference !== null) await settleCallRow(database, providerKey, 'confirmed');
      return;
    }
    case 'close':
      await settleCallRow(database, providerKey, 'abandoned');
  }
}

function postpone(tools: PaymentTools, call: ProviderCall, state: 'pending' | 'watching'): Promise<void> {
  return postponeCall(tools.recorder.database, call, state, retryDelayMs(call));
}
