import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { Claimed, Lease } from '@petstore/chassis/workers';

type RefundRow = Omit<OpenRefund, 'leaseToken'>;

/** Always a row: the time to the next refund, which may be of one that somebody else has locked for the moment. */
const claimRefunds = statement<{ wait_ms: number | null } & (RefundRow | { refundId: null })>(
  'claim-refunds',
  `with due as (
     select refund_id from order_refunds
      where not is_settled and next_at <= now() and (lease_until is null or lease_until < now())
      order by next_at limit $1 for update skip locked
   ), claimed as (
     update order_refunds r set lease_token = $2, lease_until = now() + make_interval(secs => $3)
       from due where r.refund_id = due.refund_id
     returning r.refund_id as "refundId", r.order_id as "orderId", r.payment_id as "paymentId",
       r.amount_minor as "amountMinor", r.reason, r.attempts, r.correlation_id as "correlationId",
       r.last_message_id as "lastMessageId"
   ), next as (
     select extract(epoch from min(greatest(next_at, lease_until)) - now())::float8 * 1000 as wait_ms from order_refunds
      where not is_settled and refund_id not in (select refund_id from due)
        and (select count(*) from due) < $1
   )
   select next.wait_ms, claimed.* from next left join claimed on true`,
);

const holdLease = statement(
  'hold-refund',
  'select 1 from order_refunds where refund_id = $1 and lease_token = $2 and not is_settled for update',
);

const settle = statement(
  'settle-refund',
  'update order_refunds set is_settled = true, lease_token = null, lease_until = null where refund_id = $1',
);

const postpone = statement(
  'postpone-refund',
  `update order_refunds set attempts = attempts + $3, next_at = now() + make_interval(secs => $4), last_message_id = $5,
     lease_token = null, lease_until = null
   where refund_id = $1 and lease_token = $2`,
);

export async function claimDueRefunds(
  database: Queryable,
  limit: number,
  lease: Lease,
): Promise<Claimed<OpenRefund>> {
  const { rows } = await database.query(claimRefunds, [limit, lease.token, lease.milliseconds / 1000]);
  return {
    tasks: rows.flatMap(({ wait_ms: _, ...row }) =>
      row.refundId === null ? [] : [{ ...row, leaseToken: lease.token }],
    ),
    nextInMs: rows[0]?.wait_ms ?? null,
  };
}

/** Locks the refund's row; false if the lease is lost, so that nothing may be written. */
export async function holdRefund(
  transaction: Queryable,
  { refundId, leaseToken }: OpenRefund,
): Promise<boolean> {
  return (await transaction.query(holdLease, [refundId, leaseToken])).rowCount === 1;
}

/** Closes a refund that was confirmed or refused. */
export async function settleRefund(
  transaction: Queryable,
  { refundId }: Pick<OpenRefund, 'refundId'>,
): Promise<void> {
  await transaction.query(settle, [refundId]);
}

/** Releases the lease; the refund is due again after the delay. `isAttempt` is false if no attempt was made. */
export async function postponeRefund(
  database: Queryable,
  refund: OpenRefund,
  { delayMs, isAttempt = true }: { readonly delayMs: number; readonly isAttempt?: boolean },
): Promise<void> {
  const { refundId, leaseToken, lastMessageId } = refund;
  const values = [refundId, leaseToken, isAttempt ? 1 : 0, delayMs / 1000, lastMessageId];
  await database.query(postpone, values);
}

/** A refund without a final answer, leased to the worker that has the token. */
export interface OpenRefund {
  readonly refundId: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly reason: string;
  /** Attempts without a final answer. */
  readonly attempts: number;
  readonly leaseToken: string;
  readonly correlationId: string;
  /** Message id that causes the next attempt. */
  readonly lastMessageId: string;
}
