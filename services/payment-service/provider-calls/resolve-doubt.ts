import { paymentErrors } from '../errors.ts';
import { readPayment } from '../payments/payment-store.ts';
import { decideRetryDelayMs } from './decide-retry-delay.ts';
import type { ProviderCall } from './provider-call.ts';
import { findPendingCall, isHeld, postponeCall, settleCallRow, takeCall } from './provider-call-store.ts';
import { lookUp, type PaymentTools } from './settle-call.ts';

/** Until the background looks for the first time whether a given-up authorization took effect after all. */
const firstWatchMs = 2_000;

/**
 * Before a void: ends an authorization or capture that is in doubt. What the provider's book shows is taken in; what it does not show
 * is given up. Should that still arrive at the provider, a late charge is found and voided, and of a late capture and the void the
 * provider lets only one happen. Throws `payment-busy` while somebody is making the call, `payment-in-doubt` without an answer.
 */
export async function resolveDoubt(tools: PaymentTools, paymentId: string): Promise<void> {
  const { desk } = tools;
  const pending = await findPendingCall(desk.database, paymentId);
  if (pending?.operation !== 'authorize' && pending?.operation !== 'capture') return;
  const call = await takeCall(desk.database, pending.providerKey);
  if (call === undefined) throw paymentErrors.create('payment-busy');
  try {
    await lookUp(tools, await readPayment(desk.database, paymentId));
  } catch (error) {
    await postponeCall(desk.database, call, { state: 'pending', afterMs: decideRetryDelayMs(call.attempts) });
    throw paymentErrors.create('payment-in-doubt', { cause: error });
  }
  await giveUpCall(tools, call);
}

/** Ends a call that the provider's book does not show; does nothing to one that is settled, or that somebody else took since. */
export async function giveUpCall({ desk }: PaymentTools, call: ProviderCall): Promise<void> {
  await desk.record(call.paymentId, async (payment, transaction) => {
    if (!(await isHeld(transaction, call))) return [];
    if (call.operation !== 'authorize') {
      await settleCallRow(transaction, call.providerKey, 'abandoned');
      return [];
    }
    await postponeCall(transaction, call, { state: 'watching', afterMs: firstWatchMs });
    return payment.status === 'authorizing' ? [{ type: 'voided', reason: 'authorization-abandoned' }] : [];
  });
}
