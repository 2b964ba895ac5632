import type { StoredAnswer } from '@petstore/chassis/idempotency';
import { paymentErrors } from '../errors.ts';
import type { AnswerOf } from '../ledger/record-facts.ts';
import type { PaymentState } from '../payments/payment.ts';
import { readPayment } from '../payments/payment-store.ts';
import type { PaymentRecorder } from './payment-recorder.ts';
import { type ProviderCall, retryDelayMs } from './provider-call.ts';
import { findCall, hasLease, postponeCall, settleCallRow } from './provider-call-store.ts';
import type { ProviderClient } from './provider-client.ts';

export interface PaymentTools {
  readonly recorder: PaymentRecorder;
  readonly provider: ProviderClient;
}

type Settlement =
  /** With the answer of the command, if it was stored with the facts. */
  | { readonly state: 'settled'; readonly answer?: StoredAnswer | undefined }
  /** The provider has no charge for the authorization, and without the card token it cannot be sent again. */
  | { readonly state: 'absent' };

interface SettleOptions {
  /** The current payment; read from the database if absent. */
  readonly payment?: PaymentState | undefined;
  readonly cardToken?: string | undefined;
  /** What is stored as the command's answer together with the facts of a confirmed call. */
  readonly answerOf?: AnswerOf;
}

/**
 * Settles a call that this process has leased. A call that was attempted before is looked up at the provider first, and
 * is sent again, with the same key, only if it is not found. Throws `payment-in-doubt` and releases the lease if the
 * outcome stays unknown.
 */
export async function settleCall(
  tools: PaymentTools,
  call: ProviderCall,
  options: SettleOptions = {},
): Promise<Settlement> {
  try {
    return await trySettling(tools, call, options);
  } catch (error) {
    await postponeCall(tools.recorder.database, call, 'pending', retryDelayMs(call));
    throw paymentErrors.create('payment-in-doubt', { cause: error });
  }
}

async function trySettling(
  tools: PaymentTools,
  call: ProviderCall,
  { cardToken, answerOf, ...known }: SettleOptions,
): Promise<Settlement> {
  const { recorder, provider } = tools;
  let payment = known.payment ?? (await readPayment(recorder.database, call.paymentId));
  if (call.attempts > 1) {
    payment = await lookUp(tools, payment);
    if (await isSettled(recorder, call)) return { state: 'settled' };
  }
  if (call.operation === 'authorize' && cardToken === undefined) return { state: 'absent' };
  const answer = await provider.perform(call, payment, cardToken);
  if ('charge' in answer) {
    const applied = await recorder.recordCharge(answer, { call, payment, answerOf });
    return { state: 'settled', answer: applied.answer };
  }
  await recordRefusal(tools, call, answer.refusedCode);
  return { state: 'settled' };
}

/** Looks the payment's charge up at the provider and returns the payment after recording it. */
export async function lookUp(
  { recorder, provider }: PaymentTools,
  payment: PaymentState,
): Promise<PaymentState> {
  const observed = await provider.lookUp(payment);
  return observed === undefined ? payment : (await recorder.recordCharge(observed)).payment;
}

async function isSettled(recorder: PaymentRecorder, { providerKey }: ProviderCall): Promise<boolean> {
  return (await findCall(recorder.database, providerKey))?.state !== 'pending';
}

/**
 * Records a final refusal. The charge is looked up for its actual state; an authorization without a charge is a
 * decline.
 */
async function recordRefusal(tools: PaymentTools, call: ProviderCall, code: string): Promise<void> {
  const { recorder } = tools;
  const { providerKey, paymentId, operation } = call;
  recorder.logger.warn({ paymentId, operation, code }, 'the provider refused a call');
  await lookUp(tools, await readPayment(recorder.database, paymentId));
  await recorder.record(paymentId, async (payment, transaction) => {
    if (!(await hasLease(transaction, call))) return [];
    await settleCallRow(transaction, providerKey, 'refused');
    return payment.status === 'authorizing' ? [{ type: 'declined', chargeId: null, declineCode: code }] : [];
  });
}
