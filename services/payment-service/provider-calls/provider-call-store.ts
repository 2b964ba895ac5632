import { currentInteraction } from '@petstore/chassis/correlation';
import { type Queryable, statement, statementWithParameters } from '@petstore/chassis/postgres';
import { paymentErrors } from '../errors.ts';
import type { ProviderCall, ProviderCallState, ProviderOperation } from './provider-call.ts';

export interface CallRow {
  readonly provider_key: string;
  readonly payment_id: string;
  readonly operation: ProviderOperation;
  readonly amount_minor: number;
  readonly refunded_after_minor: number;
  readonly state: ProviderCallState;
  readonly attempts: number;
  readonly correlation_id: string;
  readonly message_id: string;
  readonly age_ms: number;
}

/** The interaction that a call is recorded and continued under. */
export type CallCause = Pick<ProviderCall, 'correlationId' | 'messageId'>;

export interface NewProviderCall {
  readonly paymentId: string;
  readonly operation: ProviderOperation;
  readonly amountMinor: number;
  readonly refundedAfterMinor: number;
}

/**
 * Longer than an attempt with its look-ups may take. If the lease expires during an attempt, the idempotency key still
 * keeps the effect single.
 */
const lease = `now() + interval '15 seconds'`;

const columns = `provider_key, payment_id, operation, amount_minor, refunded_after_minor, state, attempts, correlation_id, message_id,
  (extract(epoch from now() - created_at) * 1000)::double precision as age_ms`;

/** Part of a statement: inserts a call that the current request makes itself for each row of `source`. */
export function callInsertion(source: string, providerKey: string): string {
  return `insert into provider_calls
     (provider_key, payment_id, operation, amount_minor, refunded_after_minor, correlation_id, message_id, lease_until, next_at)
   select ${providerKey}, :paymentId, :operation, :amountMinor::bigint, :refundedAfterMinor::bigint,
     :correlationId, :messageId, ${lease}, ${lease}
   from ${source}
   returning ${columns}`;
}

/** The key of a payment's next call; the number counts its calls, and is assigned under the payment's lock. */
export const nextProviderKey = `:paymentId || '-' || :operation || '-' ||
  ((select count(*) from provider_calls where payment_id = :paymentId) + 1)`;

const insert = statementWithParameters<NewProviderCall & CallCause, CallRow>(
  'provider-call-insert',
  callInsertion('(values (1)) as one', nextProviderKey),
);
const insertDue = statement(
  'provider-call-insert-due',
  `insert into provider_calls
     (provider_key, payment_id, operation, amount_minor, correlation_id, message_id, attempts, lease_until, next_at)
   select $1 || '-' || $2 || '-' || (count(*) + 1), $1, $2, $3, $4, $5, 0, now(), now()
   from provider_calls where payment_id = $1`,
);
const select = statement<CallRow>(
  'provider-call-select',
  `select ${columns} from provider_calls where provider_key = $1`,
);
const selectPending = statement<CallRow>(
  'provider-call-select-pending',
  `select ${columns} from provider_calls where payment_id = $1 and state = 'pending'`,
);
const selectLatest = statement<CallRow>(
  'provider-call-select-latest',
  `select ${columns} from provider_calls where payment_id = $1 order by created_at desc limit 1`,
);
const takeOne = statement<CallRow>(
  'provider-call-take-one',
  `update provider_calls set attempts = attempts + 1, lease_until = ${lease}, next_at = ${lease}
   where provider_key = $1 and state = 'pending' and lease_until <= now() returning ${columns}`,
);
const takeDue = statement<CallRow>(
  'provider-call-take-due',
  `update provider_calls set attempts = attempts + 1, lease_until = ${lease}, next_at = ${lease}
   where provider_key in (
     select provider_key from provider_calls
     where state in ('pending', 'watching') and next_at <= now() and lease_until <= now()
     order by next_at limit $1
     for update skip locked
   )
   returning ${columns}`,
);
const untilNext = statement<{ wait_ms: number | null }>(
  'provider-call-until-next',
  `select (extract(epoch from min(next_at) - now()) * 1000)::double precision as wait_ms
   from provider_calls where state in ('pending', 'watching')`,
);
const settle = statement(
  'provider-call-settle',
  `update provider_calls set state = $2, settled_at = now() where provider_key = $1 and state in ('pending', 'watching')`,
);
/**
 * Each lease increments `attempts`, which serves as the fencing token: the holder of an expired lease has a lower one.
 */
const postpone = statement(
  'provider-call-postpone',
  `update provider_calls set state = $2, lease_until = now(), next_at = now() + $3 * interval '1 millisecond'
   where provider_key = $1 and state in ('pending', 'watching') and attempts = $4`,
);

export function toCall(row: CallRow): ProviderCall {
  return {
    providerKey: row.provider_key,
    paymentId: row.payment_id,
    operation: row.operation,
    amountMinor: row.amount_minor,
    refundedAfterMinor: row.refunded_after_minor,
    state: row.state,
    attempts: row.attempts,
    correlationId: row.correlation_id,
    messageId: row.message_id,
    ageMs: row.age_ms,
  };
}

function firstCall(rows: readonly CallRow[]): ProviderCall | undefined {
  return rows[0] === undefined ? undefined : toCall(rows[0]);
}

/** Throws `payment-cause-missing` outside of an interaction. */
export function causeOfCall(): CallCause {
  const interaction = currentInteraction();
  if (interaction === undefined) throw paymentErrors.create('payment-cause-missing');
  return { correlationId: interaction.correlationId, messageId: interaction.messageId };
}

/** Stores a call that the current request makes itself, leased so that the reconciler leaves it alone. */
export async function insertCall(transaction: Queryable, call: NewProviderCall): Promise<ProviderCall> {
  const values = insert.values({ ...call, ...causeOfCall() });
  const inserted = firstCall((await transaction.query(insert, values)).rows);
  if (inserted === undefined) throw paymentErrors.create('provider-call-missing');
  return inserted;
}

/** Stores a void that is due immediately and made by the reconciler. */
export async function insertDueVoid(
  transaction: Queryable,
  paymentId: string,
  amountMinor: number,
): Promise<void> {
  const { correlationId, messageId } = causeOfCall();
  await transaction.query(insertDue, [paymentId, 'void', amountMinor, correlationId, messageId]);
}

export async function findCall(database: Queryable, providerKey: string): Promise<ProviderCall | undefined> {
  return firstCall((await database.query(select, [providerKey])).rows);
}

export async function findPendingCall(
  database: Queryable,
  paymentId: string,
): Promise<ProviderCall | undefined> {
  return firstCall((await database.query(selectPending, [paymentId])).rows);
}

/** The newest call of a payment, in any state. */
export async function findLatestCall(
  database: Queryable,
  paymentId: string,
): Promise<ProviderCall | undefined> {
  return firstCall((await database.query(selectLatest, [paymentId])).rows);
}

/** Leases a pending call; undefined if it is settled or leased by another process. */
export async function takeCall(database: Queryable, providerKey: string): Promise<ProviderCall | undefined> {
  return firstCall((await database.query(takeOne, [providerKey])).rows);
}

/** Leases calls that are due for the reconciler. */
export async function takeDueCalls(database: Queryable, limit: number): Promise<ProviderCall[]> {
  return (await database.query(takeDue, [limit])).rows.map(toCall);
}

/** Null if no call is in doubt or watched. */
export async function msUntilNextCall(database: Queryable): Promise<number | null> {
  return (await database.query(untilNext)).rows[0]?.wait_ms ?? null;
}

export async function settleCallRow(
  database: Queryable,
  providerKey: string,
  state: 'confirmed' | 'refused' | 'abandoned',
): Promise<void> {
  await database.query(settle, [providerKey, state]);
}

/** Whether a call is still pending and no other process has leased it since. */
export async function hasLease(
  database: Queryable,
  { paymentId, providerKey, attempts }: ProviderCall,
): Promise<boolean> {
  const pending = await findPendingCall(database, paymentId);
  return pending?.providerKey === providerKey && pending.attempts === attempts;
}

/**
 * Releases the lease; the call is due again after `afterMs`. No effect if another process has leased the call since.
 */
export async function postponeCall(
  database: Queryable,
  { providerKey, attempts }: ProviderCall,
  state: 'pending' | 'watching',
  afterMs: number,
): Promise<void> {
  await database.query(postpone, [providerKey, state, afterMs, attempts]);
}
