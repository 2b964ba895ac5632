import { currentInteraction } from '@petstore/chassis/correlation';
import { type Queryable, statement } from '@petstore/chassis/postgres';
import { paymentErrors } from '../errors.ts';
import type { ProviderCall, ProviderCallState, ProviderOperation } from './provider-call.ts';

interface CallRow {
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

export interface NewProviderCall {
  readonly paymentId: string;
  readonly operation: ProviderOperation;
  readonly amountMinor: number;
  readonly refundedAfterMinor: number;
}

/** Longer than an attempt with its look-ups may take. Should it end too early, the provider's key still keeps the effect single. */
const lease = `now() + interval '15 seconds'`;

const columns = `provider_key, payment_id, operation, amount_minor, refunded_after_minor, state, attempts, correlation_id, message_id,
  (extract(epoch from now() - created_at) * 1000)::double precision as age_ms`;

/** The number in the key counts the payment's calls; it is drawn under the payment's lock. */
const insert = statement<CallRow>(
  'provider-call-insert',
  `insert into provider_calls
     (provider_key, payment_id, operation, amount_minor, refunded_after_minor, correlation_id, message_id, lease_until, next_at)
   select $1 || '-' || $2 || '-' || (count(*) + 1), $1, $2, $3, $4, $5, $6, ${lease}, ${lease}
   from provider_calls where payment_id = $1
   returning ${columns}`,
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
const settle = statement(
  'provider-call-settle',
  `update provider_calls set state = $2, settled_at = now() where provider_key = $1 and state in ('pending', 'watching')`,
);
/** Each taking counts an attempt, so the count is the fence: whoever slept while another one took the call has an older one. */
const postpone = statement(
  'provider-call-postpone',
  `update provider_calls set state = $2, lease_until = now(), next_at = now() + $3 * interval '1 millisecond'
   where provider_key = $1 and state in ('pending', 'watching') and attempts = $4`,
);

function toCall(row: CallRow): ProviderCall {
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

function maybe(rows: readonly CallRow[]): ProviderCall | undefined {
  return rows[0] === undefined ? undefined : toCall(rows[0]);
}

function origin() {
  const interaction = currentInteraction();
  if (interaction === undefined) throw paymentErrors.create('payment-cause-missing');
  return [interaction.correlationId, interaction.messageId];
}

/** Stores a call that the present request will make itself; nobody else takes it before its lease ends. */
export async function insertCall(transaction: Queryable, call: NewProviderCall): Promise<ProviderCall> {
  const { paymentId, operation, amountMinor, refundedAfterMinor } = call;
  const values = [paymentId, operation, amountMinor, refundedAfterMinor, ...origin()];
  const inserted = maybe((await transaction.query(insert, values)).rows);
  if (inserted === undefined) throw paymentErrors.create('provider-call-missing');
  return inserted;
}

/** Stores a call for the background. */
export async function insertDueVoid(
  transaction: Queryable,
  paymentId: string,
  amountMinor: number,
): Promise<void> {
  await transaction.query(insertDue, [paymentId, 'void', amountMinor, ...origin()]);
}

export async function findCall(database: Queryable, providerKey: string): Promise<ProviderCall | undefined> {
  return maybe((await database.query(select, [providerKey])).rows);
}

export async function findPendingCall(
  database: Queryable,
  paymentId: string,
): Promise<ProviderCall | undefined> {
  return maybe((await database.query(selectPending, [paymentId])).rows);
}

/** The last one that was made for a payment, whatever became of it. */
export async function findLatestCall(
  database: Queryable,
  paymentId: string,
): Promise<ProviderCall | undefined> {
  return maybe((await database.query(selectLatest, [paymentId])).rows);
}

/** Takes the lease of a pending call; undefined when it is settled or somebody else is at it. */
export async function takeCall(database: Queryable, providerKey: string): Promise<ProviderCall | undefined> {
  return maybe((await database.query(takeOne, [providerKey])).rows);
}

/** Takes calls that wait for the background. */
export async function takeDueCalls(database: Queryable, limit: number): Promise<ProviderCall[]> {
  return (await database.query(takeDue, [limit])).rows.map(toCall);
}

export async function settleCallRow(
  database: Queryable,
  providerKey: string,
  state: 'confirmed' | 'refused' | 'abandoned',
): Promise<void> {
  await database.query(settle, [providerKey, state]);
}

/** Whether a call is still pending and nobody took it since we did. */
export async function isHeld(
  database: Queryable,
  { paymentId, providerKey, attempts }: ProviderCall,
): Promise<boolean> {
  const pending = await findPendingCall(database, paymentId);
  return pending?.providerKey === providerKey && pending.attempts === attempts;
}

/** Gives the lease back; the background looks again after `afterMs`. Does nothing when somebody else took the call since. */
export async function postponeCall(
  database: Queryable,
  { providerKey, attempts }: ProviderCall,
  { state, afterMs }: { readonly state: 'pending' | 'watching'; readonly afterMs: number },
): Promise<void> {
  await database.query(postpone, [providerKey, state, afterMs, attempts]);
}
