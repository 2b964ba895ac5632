import type { Journey, OrderHistory, Payment } from '@petstore/contracts/http';
import { describe, expect, test } from 'vitest';
import { decideChecks, type JourneyClaim } from './decide-checks.ts';
import type { DemoStep } from './demo-document.ts';
import type { Evidence } from './evidence.ts';

const correlationId = 'journey-1';
const services = ['gateway', 'petstore-domain', 'payment-service', 'payment-provider', 'analytics'];
const total = { amountMinor: 4_999, currency: 'USD' };
const at = '2026-01-01T00:00:00.000Z';

const order = { id: 'ord_1', status: 'delivered', total } as const;
const payment: Payment = {
  id: 'pay_1',
  orderId: 'ord_1',
  customerId: 'customer-001',
  correlationId,
  status: 'captured',
  amount: total,
  capturedMinor: 4_999,
  refundedMinor: 0,
  providerReference: 'ch_1',
  declineCode: null,
  createdAt: at,
  updatedAt: at,
};
const step: DemoStep = {
  name: 'order',
  service: 'petstore-domain',
  status: 'ok',
  durationMs: 1,
  messageId: 'm1',
  attempts: 1,
  fallbackUsed: false,
};
const claim: JourneyClaim = {
  correlationId,
  order,
  steps: [{ ...step, name: 'health', messageId: null }, step],
  services,
  messageServices: services.slice(0, 4),
};

function bookEntry(kind: 'authorization' | 'capture' | 'void') {
  const ids = { id: `e-${kind}`, chargeId: 'ch_1', reference: 'pay_1' };
  return { ...ids, kind, amount: total, correlationId, recordedAt: at };
}

function historyOf(types: readonly string[]): OrderHistory {
  const events = types.map((type, index) => ({
    messageId: `e${index}`,
    causationId: null,
    correlationId,
    type,
    version: index + 1,
    occurredAt: at,
    data: {},
  }));
  return { orderId: 'ord_1', events };
}

function message(messageId: string, causationId: string | null, hop: readonly [string, string]) {
  const [from, to] = hop;
  const rest = { status: 200, durationMs: 1, attempts: 1, at };
  return { messageId, causationId, kind: 'request' as const, name: `POST /${to}`, from, to, ...rest };
}

const journey: Journey = {
  correlationId,
  ownerId: 'customer-001',
  customerIds: ['customer-001'],
  roots: ['m1'],
  orphans: [],
  messages: [
    message('m1', null, ['client', 'gateway']),
    message('m2', 'm1', ['gateway', 'petstore-domain']),
    message('m3', 'm2', ['petstore-domain', 'payment-service']),
    message('m4', 'm3', ['payment-service', 'payment-provider']),
  ],
};

const evidence: Evidence = {
  logLines: { value: Object.fromEntries(services.map((service) => [service, 2])) },
  history: { value: historyOf(['OrderPlaced', 'OrderAccepted', 'OrderDelivered']) },
  payments: { value: [payment] },
  book: { value: [bookEntry('authorization'), bookEntry('capture')] },
  orderFacts: {
    value: {
      orderId: 'ord_1',
      customerId: 'customer-001',
      correlationId,
      status: 'delivered',
      total,
      capturedMinor: 4_999,
      refundedMinor: 0,
      placedAt: at,
      acceptedAt: at,
      capturedAt: at,
      deliveredAt: at,
      cancelledAt: null,
      cancellationCode: null,
    },
  },
  journey: { value: journey },
};

const failing = (changed: Partial<Evidence>, of: JourneyClaim = claim) =>
  decideChecks(of, { ...evidence, ...changed })
    .filter(({ ok }) => !ok)
    .map(({ name, reason }) => `${name}: ${reason}`);

const withoutLogOf = (gone: string) => ({
  value: Object.fromEntries(services.filter((name) => name !== gone).map((name) => [name, 1])),
});

describe('the checks of a journey', () => {
  test('pass when every record agrees, with all fields of each check', () => {
    const checks = decideChecks(claim, evidence);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual([
      'order delivered',
      ...services.map((service) => `log of ${service}`),
      'order events',
      'payment row',
      'provider book',
      'analytics order',
      'message causation',
      'message services',
      'step requests recorded',
    ]);
    for (const check of checks) {
      expect(Object.keys(check).sort()).toEqual(['name', 'ok', 'sampleSize', 'threshold', 'unit', 'value']);
    }
  });

  test('leave messages out where they were not tracked', () => {
    const names = decideChecks(claim, { ...evidence, journey: null }).map(({ name }) => name);
    expect(names).not.toContain('message causation');
  });

  test.each<[string, Partial<Evidence>, string]>([
    [
      'a service that logged nothing',
      { logLines: withoutLogOf('analytics') },
      'log of analytics: no line of analytics names journey-1',
    ],
    [
      'an order that has not arrived',
      { history: { value: historyOf(['OrderPlaced', 'OrderAccepted']) } },
      'order events: it does not end delivered',
    ],
    [
      'a history with a hole',
      {
        history: {
          value: { orderId: 'ord_1', events: historyOf(['A', 'B', 'OrderDelivered']).events.slice(1) },
        },
      },
      'order events: versions are missing',
    ],
    [
      'no history',
      { history: { trouble: 'There is no such order.' } },
      'order events: There is no such order.',
    ],
    ['no payment', { payments: { value: [] } }, 'payment row: there is no payment'],
    [
      'a payment that is only authorized',
      { payments: { value: [{ ...payment, status: 'authorized', capturedMinor: 0 }] } },
      'payment row: pay_1 is authorized',
    ],
    [
      'two payments',
      { payments: { value: [payment, { ...payment, id: 'pay_2' }] } },
      'payment row: pay_1 is captured, pay_2 is captured',
    ],
    [
      'a payment of another amount',
      { payments: { value: [{ ...payment, capturedMinor: 1 }] } },
      'payment row: pay_1 is captured',
    ],
    [
      'a book without a capture',
      { book: { value: [bookEntry('authorization')] } },
      'provider book: it has authorization of 4999; authorization and capture of 4999 are due',
    ],
    [
      'a charge that was captured twice',
      { book: { value: [bookEntry('authorization'), bookEntry('capture'), bookEntry('capture')] } },
      'provider book: it has authorization of 4999, capture of 4999, capture of 4999; authorization and capture of 4999 are due',
    ],
    ['a book that nobody can ask', { book: { trouble: 'no endpoint' } }, 'provider book: no endpoint'],
    [
      'analytics that never heard of it',
      { orderFacts: { trouble: 'There is no such order.' } },
      'analytics order: There is no such order.',
    ],
    [
      'a service that dropped the cause',
      {
        journey: {
          value: {
            ...journey,
            messages: journey.messages.map((each) => ({ ...each, causationId: null })).slice(0, 4),
          },
        },
      },
      'message causation: POST /petstore-domain: gateway sent it without a cause; POST /payment-service: petstore-domain sent it without a cause; POST /payment-provider: payment-service sent it without a cause',
    ],
    [
      'a service that is not part of it',
      { journey: { value: { ...journey, messages: journey.messages.slice(0, 3) } } },
      'message services: no message from or to payment-provider',
    ],
  ])('fail with %s', (_what, changed, expected) => {
    expect(failing(changed)).toEqual([expected]);
  });

  test('fail without any message', () => {
    expect(failing({ journey: { value: { ...journey, messages: [] } } })).toEqual([
      'message causation: no message',
      'message services: no message from or to gateway, petstore-domain, payment-service, payment-provider',
      'step requests recorded: the requests of order have no record',
    ]);
  });

  test('fail when the record of a step is missing', () => {
    const other: JourneyClaim = { ...claim, steps: [{ ...step, name: 'browse', messageId: 'lost' }] };
    expect(failing({}, other)).toEqual(['step requests recorded: the requests of browse have no record']);
  });

  test('name the step at which the journey failed', () => {
    const error = { code: 'payment-unavailable', message: 'the provider is away' };
    const failed: JourneyClaim = {
      ...claim,
      order: { ...order, status: 'cancelled' },
      steps: [{ ...step, name: 'payment', status: 'failed', error }],
    };
    expect(failing({}, failed)[0]).toBe('order delivered: payment: the provider is away');
  });
});
