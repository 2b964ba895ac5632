import type { BookEntry, LedgerEntry, OrderItem, Payment } from '@petstore/contracts/http';
import { expect, test } from 'vitest';
import type { WitnessedJourney } from './crowd-evidence.ts';
import { decideCrowdChecks, isWitnessed } from './decide-crowd-checks.ts';

const at = '2026-01-01T00:00:00.000Z';
const total = { amountMinor: 4_999, currency: 'USD' };

function historyOf(orderId: string, types: readonly string[]) {
  const events = types.map((type, index) => ({
    messageId: `${orderId}-${index}`,
    causationId: null,
    correlationId: orderId,
    type,
    version: index + 1,
    occurredAt: at,
    data: {},
  }));
  return { orderId, events };
}

function paymentOf(orderId: string, parts: Partial<Payment> = {}): Payment {
  return {
    id: `pay-${orderId}`,
    orderId,
    customerId: 'c',
    correlationId: orderId,
    status: 'captured',
    amount: total,
    capturedMinor: 4_999,
    refundedMinor: 0,
    providerReference: null,
    declineCode: null,
    createdAt: at,
    updatedAt: at,
    ...parts,
  };
}

function bookOf(orderId: string, kinds: readonly BookEntry['kind'][]): BookEntry[] {
  return kinds.map((kind) => {
    const ids = { id: `${orderId}-${kind}`, chargeId: 'ch', reference: 'pay', correlationId: orderId };
    return { ...ids, kind, amount: total, recordedAt: at };
  });
}

function ledgerOf(orderId: string, creditMinor = 4_999): LedgerEntry {
  const ids = { id: `l-${orderId}`, paymentId: 'p', correlationId: orderId, causationId: 'm' };
  const lines = [
    { account: 'receivable', debitMinor: 4_999, creditMinor: 0, currency: 'USD' },
    { account: 'sales', debitMinor: 0, creditMinor, currency: 'USD' },
  ];
  return { ...ids, kind: 'capture', recordedAt: at, lines };
}

function factsOf(orderId: string, status: 'delivered' | 'cancelled') {
  return {
    orderId,
    customerId: 'c',
    correlationId: orderId,
    status,
    total,
    placedAt: at,
    capturedMinor: 4_999,
    refundedMinor: 0,
    acceptedAt: at,
    capturedAt: at,
    deliveredAt: at,
    cancelledAt: null,
    cancellationCode: null,
  };
}

function petOf(sku: string): OrderItem {
  return { sku, kind: 'pet', name: sku, quantity: 1, unitPrice: total };
}

function delivered(number: number, evidence: Partial<WitnessedJourney['evidence']> = {}): WitnessedJourney {
  const id = `ord_${number}`;
  return {
    correlationId: id,
    customerId: `customer-00${number}`,
    outcome: 'delivered',
    reason: null,
    order: { id, status: 'delivered', total, items: [petOf(`pet-${number}`)], cancellation: null },
    evidence: {
      history: { value: historyOf(id, ['OrderPlaced', 'OrderDelivered']) },
      orderFacts: { value: factsOf(id, 'delivered') },
      payments: { value: [paymentOf(id)] },
      ledger: { value: [ledgerOf(id)] },
      book: { value: bookOf(id, ['authorization', 'capture']) },
      ...evidence,
    },
  };
}

const nothing = { payments: { value: [] }, ledger: { value: [] }, book: { value: [] } };
const refused: WitnessedJourney = {
  correlationId: 'r',
  customerId: 'customer-009',
  outcome: 'refused',
  reason: 'order: sold',
  order: null,
  evidence: { history: null, orderFacts: null, ...nothing },
};
const cancelled: WitnessedJourney = {
  correlationId: 'x',
  customerId: 'customer-008',
  outcome: 'refused',
  reason: 'payment: sold',
  order: {
    id: 'ord_8',
    status: 'cancelled',
    total,
    items: [petOf('pet-1')],
    cancellation: { code: 'item-unavailable', reason: 'The pet was sold to somebody else.' },
  },
  evidence: {
    history: { value: historyOf('ord_8', ['OrderPlaced', 'OrderCancelled']) },
    orderFacts: { value: factsOf('ord_8', 'cancelled') },
    payments: { value: [paymentOf('ord_8', { status: 'voided', capturedMinor: 0 })] },
    ledger: { value: [] },
    book: { value: bookOf('ord_8', ['authorization', 'void']) },
  },
};

function missed(...journeys: readonly WitnessedJourney[]) {
  const checks = decideCrowdChecks(journeys).filter(({ ok }) => !ok);
  return Object.fromEntries(checks.map(({ name, reason }) => [name, reason]));
}

test('pass when orders were delivered and paid once, and the others refused for a reason and not charged', () => {
  expect(missed(delivered(1), delivered(2), refused, cancelled)).toEqual({});
  const sums = decideCrowdChecks([delivered(1), delivered(2), cancelled]).filter(({ name }) =>
    /sum/.test(name),
  );
  expect(sums.map(({ value }) => value)).toEqual([9_998, 9_998]);
});

test.each<[string, WitnessedJourney, object]>([
  [
    'a journey failed',
    { ...refused, outcome: 'failed' },
    { 'journeys delivered or refused': 'customer-009: order: sold' },
  ],
  [
    'a pet was sold twice',
    { ...delivered(2), order: delivered(1).order },
    expect.objectContaining({ 'pets sold once': 'pet-1 was sold more than once' }),
  ],
  [
    'an order was paid twice',
    delivered(2, { payments: { value: [paymentOf('ord_2'), paymentOf('ord_2')] } }),
    {
      'payment rows': 'ord_2 has 2 payments of 4999, 4999',
      'payments in sum': 'customer-002: 9998, not 4999',
    },
  ],
  [
    'the provider took money twice',
    delivered(2, { book: { value: bookOf('ord_2', ['authorization', 'capture', 'capture']) } }),
    { 'provider book in sum': 'customer-002: 9998, not 4999' },
  ],
  [
    'money was taken although nothing was ordered',
    { ...refused, evidence: { ...refused.evidence, payments: { value: [paymentOf('ord_7')] } } },
    {
      'payment rows': 'customer-009 paid for an order that is not delivered',
      'payments in sum': 'customer-009: 4999, not 0',
    },
  ],
  [
    'the ledger is not balanced',
    delivered(2, { ledger: { value: [ledgerOf('ord_2', 4_998)] } }),
    { 'ledger balance': 'l-ord_2 is not balanced' },
  ],
  [
    'an order has not come to its end',
    delivered(2, { history: { value: historyOf('ord_2', ['OrderPlaced']) } }),
    { 'order rows': 'ord_2 does not end with OrderDelivered' },
  ],
  [
    'analytics has not heard of it',
    delivered(2, { orderFacts: { trouble: 'there is no such order' } }),
    { 'analytics orders': 'it does not know ord_2 as delivered' },
  ],
])('fail when %s', (_what, journey, expected) => {
  expect(missed(delivered(1), journey)).toEqual(expected);
});

test('fail when two errors cancel each other out in the sum', () => {
  const short = delivered(1, { book: { value: bookOf('ord_1', ['authorization']) } });
  const long = delivered(2, { book: { value: bookOf('ord_2', ['capture', 'capture']) } });
  expect(missed(short, long)).toEqual({
    'provider book in sum': 'customer-001: 0, not 4999; customer-002: 9998, not 4999',
  });
});

test('wait for the records of a journey, whatever its outcome', () => {
  expect(isWitnessed(delivered(1))).toBe(true);
  expect(isWitnessed({ ...refused, outcome: 'failed' })).toBe(true);
  expect(isWitnessed(delivered(1, { orderFacts: { trouble: 'not yet' } }))).toBe(false);
});
