import type { EventOf } from '@petstore/chassis/events';
import { type Statement, statement, type Transaction } from '@petstore/chassis/postgres';

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

const insertRefund = statement(
  'refunds-insert',
  `insert into refunds (message_id, payment_id, order_id, amount_minor, currency, refunded_at)
   values ($1, $2, $3, $4, $5, $6)`,
);

export function applyPaymentEvent(transaction: Transaction, event: PaymentEvent): void {
  const { paymentId, orderId, currency, amountMinor } = event.data;
  if (event.type === 'PaymentRefunded') {
    transaction.send(insertRefund, [event.id, paymentId, orderId, amountMinor, currency, event.time]);
    return;
  }
  transaction.send(noteByType[event.type], [paymentId, orderId, currency, event.time]);
}
