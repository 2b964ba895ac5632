import { type Queryable, statement, statementWithParameters } from '@petstore/chassis/postgres';
import type { PaymentStatus } from '@petstore/contracts/http';
import { paymentErrors } from '../errors.ts';
import type { PaymentState } from './payment.ts';

interface PaymentRow {
  readonly id: string;
  readonly order_id: string;
  readonly customer_id: string;
  readonly correlation_id: string;
  readonly status: PaymentStatus;
  readonly amount_minor: number;
  readonly currency: string;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly provider_reference: string | null;
  readonly decline_code: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface NewPayment {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly correlationId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

const columns = `id, order_id, customer_id, correlation_id, status, amount_minor, currency, captured_minor, refunded_minor,
  provider_reference, decline_code, created_at, updated_at`;

/** Part of a statement: inserts a payment for each row of `source`. */
export function paymentInsertion(source: string): string {
  return `insert into payments (id, order_id, customer_id, correlation_id, amount_minor, currency, status)
   select :id, :orderId, :customerId, :correlationId, :amountMinor::bigint, :currency, 'authorizing' from ${source}`;
}

const insert = statementWithParameters<NewPayment, PaymentRow>(
  'payment-insert',
  `${paymentInsertion('(values (1)) as one')}
   on conflict (order_id) where status not in ('declined', 'voided') do nothing
   returning ${columns}`,
);
const select = statement<PaymentRow>('payment-select', `select ${columns} from payments where id = $1`);
const selectSome = statement<PaymentRow>(
  'payment-select-some',
  `select ${columns} from payments where id = any($1::text[])`,
);
const selectForUpdate = statement<PaymentRow>(
  'payment-select-for-update',
  `select ${columns} from payments where id = $1 for update`,
);
const newestFirst = 'order by created_at desc, id desc limit 100';
// A statement for each filter, so that its plan uses the filter's index.
const listOfOrder = statement<PaymentRow>(
  'payment-list-of-order',
  `select ${columns} from payments
   where order_id = $1 and ($2::text is null or correlation_id = $2) and ($3::text is null or customer_id = $3)
   ${newestFirst}`,
);
const listOfCorrelation = statement<PaymentRow>(
  'payment-list-of-correlation',
  `select ${columns} from payments where correlation_id = $1 and ($2::text is null or customer_id = $2) ${newestFirst}`,
);
const listAll = statement<PaymentRow>(
  'payment-list',
  `select ${columns} from payments where $1::text is null or customer_id = $1 ${newestFirst}`,
);

function toState(row: PaymentRow): PaymentState {
  return {
    id: row.id,
    orderId: row.order_id,
    customerId: row.customer_id,
    correlationId: row.correlation_id,
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    providerReference: row.provider_reference,
    declineCode: row.decline_code,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function one(rows: readonly PaymentRow[]): PaymentState {
  if (rows[0] === undefined) throw paymentErrors.create('payment-not-found');
  return toState(rows[0]);
}

/** Undefined if the order already has a payment that is neither declined nor voided. */
export async function insertPayment(
  transaction: Queryable,
  payment: NewPayment,
): Promise<PaymentState | undefined> {
  const [inserted] = (await transaction.query(insert, insert.values(payment))).rows;
  return inserted === undefined ? undefined : toState(inserted);
}

/** Throws `payment-not-found`. */
export async function readPayment(database: Queryable, id: string): Promise<PaymentState> {
  return one((await database.query(select, [id])).rows);
}

/** Undefined if there is no such payment. */
export async function findPayment(database: Queryable, id: string): Promise<PaymentState | undefined> {
  const [row] = (await database.query(select, [id])).rows;
  return row === undefined ? undefined : toState(row);
}

/** The payments that exist among the ids, by id. */
export async function findPayments(
  database: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PaymentState>> {
  if (ids.length === 0) return new Map();
  return new Map((await database.query(selectSome, [ids])).rows.map((row) => [row.id, toState(row)]));
}

/** Locks the payment's row; every decision on a payment is made under this lock. Throws `payment-not-found`. */
export async function lockPayment(transaction: Queryable, id: string): Promise<PaymentState> {
  return one((await transaction.query(selectForUpdate, [id])).rows);
}

interface PaymentFilter {
  readonly orderId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly customerId?: string | undefined;
}

/** At most 100 payments, newest first. */
export async function listPayments(database: Queryable, filter: PaymentFilter): Promise<PaymentState[]> {
  const { orderId = null, correlationId = null, customerId = null } = filter;
  const list = () => {
    if (orderId !== null) return database.query(listOfOrder, [orderId, correlationId, customerId]);
    if (correlationId !== null) return database.query(listOfCorrelation, [correlationId, customerId]);
    return database.query(listAll, [customerId]);
  };
  return (await list()).rows.map(toState);
}
