import { currentInteraction } from '@petstore/chassis/correlation';
import {
  claimKey,
  idempotencyErrors,
  type KeyedRequest,
  keepFirstAnswer,
  keepReference,
  refusedAnswer,
  type StoredAnswer,
} from '@petstore/chassis/idempotency';
import { inTransaction, type Pool, type Transaction } from '@petstore/chassis/postgres';
import { paymentErrors } from '../errors.ts';
import type { KeyedAnswer } from '../ledger/fact-store.ts';
import { type PaymentState, viewPayment } from '../payments/payment.ts';
import { readPayment } from '../payments/payment-store.ts';
import type { ProviderCall, ProviderOperation } from '../provider-calls/provider-call.ts';
import { findCall, takeCall } from '../provider-calls/provider-call-store.ts';
import { type PaymentTools, settleCall } from '../provider-calls/settle-call.ts';
import { type AnswerRefusal, decideAnswer } from './decide-answer.ts';
import type { PaymentRefusal } from './decide-operation.ts';

export interface Command {
  readonly keyed: KeyedRequest;
  readonly operation: ProviderOperation;
  /**
   * Claims the key and opens the call in one statement, for the first request with its key. Undefined, without effect,
   * if that statement cannot tell what is to be done; `open` then decides under locks.
   */
  readonly openAtOnce?: (database: Pool) => Promise<OpenedCall | undefined>;
  /** Decides under the payment's lock; a null call means that the payment is already in the requested state. */
  readonly open: (transaction: Transaction) => Promise<OpenedCommand>;
  /** Required to authorize; sent to the provider, never stored or logged. */
  readonly cardToken?: string;
}

type CommandRefusal = PaymentRefusal | AnswerRefusal | 'order-has-payment';

export type OpenedCommand =
  | { readonly refused: CommandRefusal }
  | {
      readonly payment: PaymentState;
      /** Leased by this process. */
      readonly call: ProviderCall | null;
    };

export interface OpenedCall {
  /** Leased by this process. */
  readonly call: ProviderCall;
  readonly payment?: PaymentState;
}

type Beginning = { readonly answer: StoredAnswer } | OpenedCall;

/**
 * Runs a command once for its idempotency key. The intent (key, payment, call) is committed before the provider is
 * called, so after a crash a retry with the same key continues the same call, and every later retry gets the stored
 * answer. If the provider's answer settles the call, the command's answer commits in the same transaction as the facts
 * derived from it.
 */
export async function runCommand(tools: PaymentTools, command: Command): Promise<StoredAnswer> {
  const { database } = tools.recorder;
  const beginning =
    (await command.openAtOnce?.(database)) ??
    (await inTransaction(database, (transaction) => begin(transaction, command)));
  if ('answer' in beginning) return beginning.answer;
  const { call, payment } = beginning;
  const settlement = await settleCall(tools, call, {
    payment,
    cardToken: command.cardToken,
    answerOf: (current) => answerSettled(command, current),
  });
  if (settlement.state === 'absent') throw paymentErrors.create('payment-in-doubt');
  return settlement.answer ?? inTransaction(database, (transaction) => finish(transaction, command, call));
}

/** Undefined for a refusal: the recorded facts must commit even if storing the refusal fails. */
function answerSettled({ operation, keyed }: Command, payment: PaymentState): KeyedAnswer | undefined {
  const decision = decideAnswer(operation, payment, 'confirmed');
  return 'refused' in decision ? undefined : { keyed, answer: answerWith(decision.status, payment) };
}

async function begin(transaction: Transaction, command: Command): Promise<Beginning> {
  const { keyed } = command;
  const claim = await claimKey(transaction, keyed);
  if (claim.state === 'answered') return { answer: claim.answer };
  if (claim.state === 'begun') return resume(transaction, command, claim.reference);
  const opened = await command.open(transaction);
  if ('refused' in opened) return { answer: await keepRefusal(transaction, keyed, opened.refused) };
  const { payment, call } = opened;
  if (call === null) return { answer: await storeAnswer(transaction, keyed, 200, payment) };
  keepReference(transaction, keyed, call.providerKey);
  return { call, payment };
}

async function resume(transaction: Transaction, command: Command, providerKey: string): Promise<Beginning> {
  const taken = await takeCall(transaction, providerKey);
  if (taken !== undefined) return { call: taken };
  const call = await findCall(transaction, providerKey);
  if (call === undefined) throw paymentErrors.create('provider-call-missing');
  if (call.state === 'pending') throw idempotencyErrors.create('request-in-flight');
  return { answer: await finish(transaction, command, call) };
}

async function finish(transaction: Transaction, command: Command, call: ProviderCall): Promise<StoredAnswer> {
  const payment = await readPayment(transaction, call.paymentId);
  const settled = await findCall(transaction, call.providerKey);
  // The provider's answer contradicted the payment; the call reconciler retries it.
  if (settled?.state === 'pending') throw paymentErrors.create('payment-in-doubt');
  const decision = decideAnswer(command.operation, payment, settled?.state ?? null);
  if ('refused' in decision) return keepRefusal(transaction, command.keyed, decision.refused);
  return storeAnswer(transaction, command.keyed, decision.status, payment);
}

function storeAnswer(
  transaction: Transaction,
  keyed: KeyedRequest,
  status: number,
  payment: PaymentState,
): Promise<StoredAnswer> {
  return keepFirstAnswer(transaction, keyed, answerWith(status, payment));
}

function answerWith(status: number, payment: PaymentState): StoredAnswer {
  return { status, body: JSON.stringify(viewPayment(payment)) };
}

/**
 * Stores a refusal as the command's answer, except `payment-busy`, which asks for a retry and leaves the key unused.
 */
async function keepRefusal(
  transaction: Transaction,
  keyed: KeyedRequest,
  code: CommandRefusal,
): Promise<StoredAnswer> {
  const refusal = paymentErrors.create(code);
  const correlationId = currentInteraction()?.correlationId;
  if (code === 'payment-busy') throw refusal;
  if (correlationId === undefined) throw paymentErrors.create('payment-cause-missing');
  return keepFirstAnswer(transaction, keyed, refusedAnswer(refusal, correlationId));
}
