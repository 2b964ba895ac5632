import type { EventOf } from '@petstore/chassis/events';
import {
  type Statement,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';

export const paymentEventTypes = [
  'PaymentAuthorized',
  'PaymentDeclined',
  'PaymentCaptured',
  'PaymentVoided',
  'PaymentRefunded',
] as const;
type PaymentEvent = EventOf<(typeof paymentEventTypes)[number]>;

function noteMoment(column: string): Statement {
  return statement(
    `payments-note-${column.replace('_', '-')}`,
    `insert into payments (payment_id, order_id, currency, ${column}) values ($1, $2, $3, $4)
     on conflict (payment_id) do update set ${column} = excluded.${column}`,
  );
}

const noteByType = {
  PaymentAuthorized: noteMoment('authorized_at'),
  PaymentDeclined: noteMoment('declined_at'),
  PaymentCaptured: noteMoment('captured_at'),
  PaymentVoided: noteMoment('voided_at'),
} as const;

interface InsertedRefund {
  readonly messageId: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly refundedAt: string;
}

const insertRefund = statementWithParameters<InsertedRefund>(
  'refunds-insert',
  `insert into refunds (message_id, payment_id, order_id, amount_minor, currency, refunded_at)
   values (:messageId, :paymentId, :orderId, :amountMinor, :currency, :refundedAt)`,
);

export function applyPaymentEvent(transaction: Transaction, event: PaymentEvent): void {
  const { paymentId, orderId, currency, amountMinor } = event.data;
  if (event.type === 'PaymentRefunded') {
    const inserted = {
      messageId: event.id,
      paymentId,
      orderId,
      amountMinor,
      currency,
      refundedAt: event.time,
    };
    transaction.send(insertRefund, insertRefund.values(inserted));
    return;
  }
  transaction.send(noteByType[event.type], [paymentId, orderId, currency, event.time]);
}
