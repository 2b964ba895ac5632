import { currentInteraction, prefixedId } from '@petstore/chassis/correlation';
import { claimKey, type KeyedRequest, type StoredAnswer } from '@petstore/chassis/idempotency';
import { inTransaction, type Pool, type Queryable } from '@petstore/chassis/postgres';
import type { AuthorizePayment } from '@petstore/contracts/http';
import { paymentErrors } from '../errors.ts';
import type { PaymentState } from '../payments/payment.ts';
import { findPayment, insertPayment, lockPayment, type NewPayment } from '../payments/payment-store.ts';
import type { ProviderCall, ProviderOperation } from '../provider-calls/provider-call.ts';
import { findPendingCall, insertCall, takeCall } from '../provider-calls/provider-call-store.ts';
import { resolveDoubt } from '../provider-calls/resolve-doubt.ts';
import type { PaymentTools } from '../provider-calls/settle-call.ts';
import { openAuthorization, openOperation } from './command-store.ts';
import {
  decideAuthorization,
  decideCapture,
  decideRefund,
  decideVoid,
  type OperationDecision,
} from './decide-operation.ts';
import { type OpenedCall, type OpenedCommand, runCommand } from './run-command.ts';

export interface PaymentCommands {
  authorize(keyed: KeyedRequest, request: AuthorizePayment): Promise<StoredAnswer>;
  capture(keyed: KeyedRequest, paymentId: string): Promise<StoredAnswer>;
  void(keyed: KeyedRequest, paymentId: string): Promise<StoredAnswer>;
  refund(keyed: KeyedRequest, paymentId: string, amountMinor: number): Promise<StoredAnswer>;
}

type Decide = (payment: PaymentState, pending: ProviderCall | undefined) => OperationDecision;
type AcceptedOperation = Exclude<OperationDecision, { kind: 'refused' }>;

export function createPaymentCommands(tools: PaymentTools, currencies: readonly string[]): PaymentCommands {
  const operate =
    (operation: ProviderOperation, decide: Decide) => (keyed: KeyedRequest, paymentId: string) =>
      runCommand(tools, {
        keyed,
        operation,
        openAtOnce: (database) => openDecided(database, keyed, { paymentId, operation, decide }),
        open: async (transaction) => {
          const [payment, pending] = await Promise.all([
            lockPayment(transaction, paymentId),
            findPendingCall(transaction, paymentId),
          ]);
          const decision = decide(payment, pending);
          if (decision.kind === 'refused') return { refused: decision.code };
          return { payment, call: await callOf(transaction, paymentId, operation, decision) };
        },
      });
  const capture = operate('capture', decideCapture);
  const voidPayment = operate('void', decideVoid);
  return {
    authorize: (keyed, request) =>
      runCommand(tools, {
        keyed,
        operation: 'authorize',
        cardToken: request.cardToken,
        openAtOnce: async (database) => {
          const decision = decideAuthorization(request.amount, currencies);
          return decision.kind === 'call'
            ? openAuthorization(database, keyed, newPaymentOf(request))
            : undefined;
        },
        open: (transaction) => openPayment(transaction, request, currencies),
      }),
    capture,
    async void(keyed, paymentId) {
      const claim = await inTransaction(tools.recorder.database, (transaction) =>
        claimKey(transaction, keyed),
      );
      if (claim.state === 'answered') return claim.answer;
      await resolveDoubt(tools, paymentId);
      return voidPayment(keyed, paymentId);
    },
    refund: (keyed, paymentId, amountMinor) =>
      operate('refund', (payment, pending) => decideRefund(payment, pending, amountMinor))(keyed, paymentId),
  };
}

async function openPayment(
  transaction: Queryable,
  request: AuthorizePayment,
  currencies: readonly string[],
): Promise<OpenedCommand> {
  const decision = decideAuthorization(request.amount, currencies);
  if (decision.kind === 'refused') return { refused: decision.code };
  const payment = await insertPayment(transaction, newPaymentOf(request));
  if (payment === undefined) return { refused: 'order-has-payment' };
  return { payment, call: await callOf(transaction, payment.id, 'authorize', decision) };
}

function newPaymentOf({ orderId, customerId, amount }: AuthorizePayment): NewPayment {
  const correlationId = currentInteraction()?.correlationId;
  if (correlationId === undefined) throw paymentErrors.create('payment-cause-missing');
  return { id: prefixedId('pay'), orderId, customerId, correlationId, ...amount };
}

interface Operation {
  readonly paymentId: string;
  readonly operation: ProviderOperation;
  readonly decide: Decide;
}

/** Decides without a lock, on a payment without a pending call; the statement that opens the call checks both. */
async function openDecided(
  database: Pool,
  keyed: KeyedRequest,
  { paymentId, operation, decide }: Operation,
): Promise<OpenedCall | undefined> {
  const payment = await findPayment(database, paymentId);
  if (payment === undefined) return undefined;
  const decision = decide(payment, undefined);
  if (decision.kind !== 'call') return undefined;
  const { amountMinor, refundedAfterMinor } = decision;
  const wanted = { paymentId, operation, amountMinor, refundedAfterMinor };
  const call = await openOperation(database, keyed, { payment, call: wanted });
  return call && { payment, call };
}

/** The call to make, leased by this process; null if the payment is already in the requested state. */
async function callOf(
  transaction: Queryable,
  paymentId: string,
  operation: ProviderOperation,
  decision: AcceptedOperation,
): Promise<ProviderCall | null> {
  switch (decision.kind) {
    case 'done':
      return null;
    case 'join': {
      const taken = await takeCall(transaction, decision.call.providerKey);
      if (taken === undefined) throw paymentErrors.create('payment-busy');
      return taken;
    }
    case 'call': {
      const { amountMinor, refundedAfterMinor } = decision;
      return insertCall(transaction, { paymentId, operation, amountMinor, refundedAfterMinor });
    }
  }
}
