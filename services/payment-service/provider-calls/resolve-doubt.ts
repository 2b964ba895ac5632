import { paymentErrors } from '../errors.ts';
import { readPayment } from '../payments/payment-store.ts';
import { type ProviderCall, retryDelayMs } from './provider-call.ts';
import { findPendingCall, hasLease, postponeCall, settleCallRow, takeCall } from './provider-call-store.ts';
import { lookUp, type PaymentTools } from './settle-call.ts';

/** Delay until the first check whether an abandoned authorization created a charge after all. */
const firstWatchMs = 2_000;

/**
 * Ends an authorization or capture that is in doubt, before a void: a charge that the provider has is recorded, else
 * the call is abandoned. If the abandoned call reaches the provider later, a late authorization is found and voided,
 * and of a late capture and the void the provider accepts only one. Throws `payment-busy` while another process makes
 * the call, and `payment-in-doubt` if the provider does not answer.
 */
export async function resolveDoubt(tools: PaymentTools, paymentId: string): Promise<void> {
  const { recorder } = tools;
  const pending = await findPendingCall(recorder.database, paymentId);
  if (pending?.operation !== 'authorize' && pending?.operation !== 'capture') return;
  const call = await takeCall(recorder.database, pending.providerKey);
  if (call === undefined) throw paymentErrors.create('payment-busy');
  try {
    await lookUp(tools, await readPayment(recorder.database, paymentId));
  } catch (error) {
    await postponeCall(recorder.database, call, 'pending', retryDelayMs(call));
    throw paymentErrors.create('payment-in-doubt', { cause: error });
  }
  await abandonCall(tools, call);
}

/** Abandons a call without a charge; no effect if it is settled or another process has leased it since. */
export async function abandonCall({ recorder }: PaymentTools, call: ProviderCall): Promise<void> {
  await recorder.record(call.paymentId, async (payment, transaction) => {
    if (!(await hasLease(transaction, call))) return [];
    if (call.operation !== 'authorize') {
      await settleCallRow(transaction, call.providerKey, 'abandoned');
      return [];
    }
    await postponeCall(transaction, call, 'watching', firstWatchMs);
    return payment.status === 'authorizing' ? [{ type: 'voided', reason: 'authorization-abandoned' }] : [];
  });
}
