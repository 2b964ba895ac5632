import { paymentErrors } from '../errors.ts';
import type { PaymentState } from '../payments/payment-state.ts';
import { readPayment } from '../payments/payment-store.ts';
import { decideRetryDelayMs } from './decide-retry-delay.ts';
import type { Follow, PaymentDesk } from './payment-desk.ts';
import type { ProviderCall } from './provider-call.ts';
import { findCall, isHeld, postponeCall, settleCallRow } from './provider-call-store.ts';
import type { ProviderClient } from './provider-client.ts';

export interface PaymentTools {
  readonly desk: PaymentDesk;
  readonly provider: ProviderClient;
}

/** `absent`: the provider knows nothing of the authorization, and without the card's token it cannot be asked for again. */
export type Settlement = 'settled' | 'absent';

export interface SettleOptions {
  /** The payment as it is; read where it is not known. */
  readonly payment?: PaymentState | undefined;
  readonly cardToken?: string | undefined;
  /** Goes with the record of the provider's answer. */
  readonly follow?: Follow;
}

/**
 * Brings a call whose lease we hold to its end. One that was attempted before is looked up in the provider's book first; only what is
 * not found there is sent again, under the same key. Throws `payment-in-doubt`, with the lease given back, when nobody can say.
 */
export async function settleCall(
  tools: PaymentTools,
  call: ProviderCall,
  options: SettleOptions = {},
): Promise<Settlement> {
  try {
    return await trySettling(tools, call, options);
  } catch (error) {
    const afterMs = decideRetryDelayMs(call.attempts);
    await postponeCall(tools.desk.database, call, { state: 'pending', afterMs });
    throw paymentErrors.create('payment-in-doubt', { cause: error });
  }
}

async function trySettling(
  tools: PaymentTools,
  call: ProviderCall,
  { cardToken, follow, ...known }: SettleOptions,
): Promise<Settlement> {
  const { desk, provider } = tools;
  let payment = known.payment ?? (await readPayment(desk.database, call.paymentId));
  if (call.attempts > 1) {
    payment = await lookUp(tools, payment);
    if (await isSettled(desk, call)) return 'settled';
  }
  if (call.operation === 'authorize' && cardToken === undefined) return 'absent';
  const answer = await provider.perform(call, payment, cardToken);
  if ('charge' in answer) await desk.takeIn(answer, follow);
  else await takeRefusal(tools, call, answer.refusedCode);
  return 'settled';
}

/** The payment as it is after taking in what the provider's book says of it. */
export async function lookUp({ desk, provider }: PaymentTools, payment: PaymentState): Promise<PaymentState> {
  const sight = await provider.lookUp(payment);
  return sight === undefined ? payment : desk.takeIn(sight);
}

async function isSettled(desk: PaymentDesk, { providerKey }: ProviderCall): Promise<boolean> {
  return (await findCall(desk.database, providerKey))?.state !== 'pending';
}

/** The provider said no for good. Its book tells what is the case instead; an authorization that is not there either is a decline. */
async function takeRefusal(tools: PaymentTools, call: ProviderCall, code: string): Promise<void> {
  const { desk } = tools;
  const { providerKey, paymentId, operation } = call;
  desk.logger.warn({ paymentId, operation, code }, 'the provider refused a call');
  await lookUp(tools, await readPayment(desk.database, paymentId));
  await desk.record(paymentId, async (payment, transaction) => {
    if (!(await isHeld(transaction, call))) return [];
    await settleCallRow(transaction, providerKey, 'refused');
    return payment.status === 'authorizing' ? [{ type: 'declined', chargeId: null, declineCode: code }] : [];
  });
}
