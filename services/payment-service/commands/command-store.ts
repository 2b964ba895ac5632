import { type KeyedRequest, type NewKeyParameters, newKeyInsertion } from '@petstore/chassis/idempotency';
import { type Pool, statementWithParameters, unlessOvertaken } from '@petstore/chassis/postgres';
import type { PaymentState } from '../payments/payment.ts';
import { type NewPayment, paymentInsertion } from '../payments/payment-store.ts';
import type { ProviderCall } from '../provider-calls/provider-call.ts';
import {
  type CallCause,
  type CallRow,
  callInsertion,
  causeOfCall,
  type NewProviderCall,
  nextProviderKey,
  toCall,
} from '../provider-calls/provider-call-store.ts';

type NewAuthorization = NewKeyParameters & NewPayment & NewProviderCall & CallCause;

/** A new payment's call is its first one, so its key is known. */
const openAuthorizationRow = statementWithParameters<
  NewAuthorization & { readonly providerKey: string },
  CallRow & { readonly created_at: Date; readonly updated_at: Date }
>(
  'command-open-authorization',
  `with claimed as (${newKeyInsertion(`(select :providerKey as reference) as opened`)}),
   payment as (${paymentInsertion('claimed')} returning id, created_at, updated_at),
   call as (${callInsertion('payment', ':providerKey')})
   select call.*, payment.created_at, payment.updated_at from call cross join payment`,
);

type NewOperation = NewKeyParameters & NewProviderCall & CallCause & DecidedOn;
type DecidedOn = Pick<PaymentState, 'status' | 'capturedMinor' | 'refundedMinor'>;

const openOperationRow = statementWithParameters<NewOperation, CallRow>(
  'command-open-operation',
  `with decided_on as (
     select id from payments
     where id = :paymentId and status = :status and captured_minor = :capturedMinor and refunded_minor = :refundedMinor
       and not exists (select from provider_calls where payment_id = :paymentId and state = 'pending')
     for no key update
   ),
   numbered as (
     select ${nextProviderKey} as reference from decided_on
   ),
   claimed as (${newKeyInsertion('numbered')}),
   call as (${callInsertion('claimed', 'reference')})
   select * from call`,
);

interface OpenedAuthorization {
  readonly payment: PaymentState;
  /** Leased by this process. */
  readonly call: ProviderCall;
}

/**
 * Commits the key, the payment and its call in one statement. Undefined, without effect, if the key is known or held,
 * or the order has a payment: those need the decisions of a transaction.
 */
export async function openAuthorization(
  database: Pool,
  keyed: KeyedRequest,
  payment: NewPayment,
): Promise<OpenedAuthorization | undefined> {
  const { scope, key, requestHash } = keyed;
  const parameters = {
    ...{ scope, key, requestHash, ...payment, ...causeOfCall() },
    ...{ paymentId: payment.id, operation: 'authorize' as const, refundedAfterMinor: 0 },
    providerKey: `${payment.id}-authorize-1`,
  };
  const inserted = database.query(openAuthorizationRow, openAuthorizationRow.values(parameters));
  const row = (await unlessOvertaken(inserted))?.rows[0];
  if (row === undefined) return undefined;
  return {
    call: toCall(row),
    payment: {
      ...payment,
      status: 'authorizing',
      capturedMinor: 0,
      refundedMinor: 0,
      providerReference: null,
      declineCode: null,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    },
  };
}

/**
 * Commits the key and a call in one statement, if the payment is still as it was when the call was decided and has no
 * pending call. Undefined, without effect, if not, or if the key is known or held.
 */
export async function openOperation(
  database: Pool,
  keyed: KeyedRequest,
  decided: { readonly payment: PaymentState; readonly call: NewProviderCall },
): Promise<ProviderCall | undefined> {
  const { scope, key, requestHash } = keyed;
  const { status, capturedMinor, refundedMinor } = decided.payment;
  const parameters = {
    ...{ scope, key, requestHash, ...decided.call, ...causeOfCall() },
    ...{ status, capturedMinor, refundedMinor },
  };
  const inserted = database.query(openOperationRow, openOperationRow.values(parameters));
  const row = (await unlessOvertaken(inserted))?.rows[0];
  return row === undefined ? undefined : toCall(row);
}
