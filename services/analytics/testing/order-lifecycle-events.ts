import type { NewEvent } from '@petstore/contracts/events';

const orderRef = { orderId: 'ord_1', customerId: 'customer-001' };
const lines = [{ sku: 'fish', kind: 'pet' as const, name: 'Fish', quantity: 1, unitPriceMinor: 1_999 }];
const payment = { ...orderRef, paymentId: 'pay_1', amountMinor: 1_999, currency: 'USD' };
const placed = { ...orderRef, lines, totalMinor: 1_999, currency: 'USD' };

/** Events of one order from the cart to a refund, of a cancelled order, and of an emptied cart. */
export const orderLifecycleEvents: readonly NewEvent[] = [
  {
    type: 'CustomerInteracted',
    subject: 'customer-001',
    data: {
      customerId: 'customer-001',
      interaction: 'view',
      petId: 'fish',
      sku: null,
      orderId: null,
      recommendationId: null,
    },
  },
  {
    type: 'RecommendationsServed',
    subject: 'rec_1',
    data: {
      recommendationId: 'rec_1',
      customerId: 'customer-001',
      petIds: ['fish'],
      modelVersion: 'rules-1',
      variant: null,
      fallbackUsed: false,
    },
  },
  {
    type: 'CartItemPut',
    subject: 'customer-001',
    data: { customerId: 'customer-001', sku: 'fish', quantity: 1 },
  },
  {
    type: 'CartItemPut',
    subject: 'customer-002',
    data: { customerId: 'customer-002', sku: 'fish', quantity: 2 },
  },
  {
    type: 'CartItemPut',
    subject: 'customer-002',
    data: { customerId: 'customer-002', sku: 'fish', quantity: 0 },
  },
  {
    type: 'OrderPlaced',
    subject: 'ord_1',
    data: { ...placed, delivery: { city: 'Bern' }, isFromCart: true },
  },
  { type: 'OrderItemsReserved', subject: 'ord_1', data: { ...orderRef, expiresAt: '2026-01-01T00:15:00Z' } },
  { type: 'PaymentAuthorized', subject: 'pay_1', data: { ...payment, providerReference: 'ch_1' } },
  { type: 'OrderAccepted', subject: 'ord_1', data: orderRef },
  { type: 'PaymentCaptured', subject: 'pay_1', data: payment },
  {
    type: 'OrderPaymentCaptured',
    subject: 'ord_1',
    data: { ...orderRef, paymentId: 'pay_1', capturedMinor: 1_999, currency: 'USD' },
  },
  { type: 'OrderDelivered', subject: 'ord_1', data: placed },
  {
    type: 'PaymentRefunded',
    subject: 'pay_1',
    data: { ...payment, amountMinor: 500, refundedMinor: 500 },
  },
  {
    type: 'OrderPlaced',
    subject: 'ord_2',
    data: { ...placed, orderId: 'ord_2', customerId: 'customer-003', delivery: {}, isFromCart: true },
  },
  {
    type: 'OrderCancelled',
    subject: 'ord_2',
    data: { orderId: 'ord_2', customerId: 'customer-003', code: 'payment-declined', reason: 'declined' },
  },
];
