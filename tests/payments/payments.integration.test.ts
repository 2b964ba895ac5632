import { randomUUID } from 'node:crypto';
import type { Payment } from '@petstore/contracts/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  authorization,
  balancesOf,
  type PaymentSystem,
  startPaymentSystem,
} from './testing/payment-system.ts';

let system: PaymentSystem;
beforeAll(async () => {
  system = await startPaymentSystem();
});
afterAll(async () => {
  await system?.stop();
});

async function eventsOf(paymentId: string, count: number) {
  const sql = `select type, correlation_id, causation_id, data from event_log where subject = '${paymentId}' order by position`;
  return vi.waitFor(
    async () => {
      const rows = await system.databases.read<{ type: string; correlation_id: string }>('events', sql);
      expect(rows).toHaveLength(count);
      return rows;
    },
    { timeout: 10_000, interval: 20 },
  );
}

describe('a payment', () => {
  it('is authorized, captured and refunded in parts, equally in ledger, events and the provider’s book', async () => {
    const correlation = { 'x-correlation-id': `cart-${randomUUID()}` };
    const headers = { ...correlation, authorization: system.issuer.authorization('operator', ['operator']) };
    const authorized = await system.authorize({ amountMinor: 10_000 }, { headers });
    expect(authorized.status).toBe(201);
    const { id } = authorized.body;
    expect(authorized.headers.get('location')).toBe(`/payments/${id}`);
    expect(authorized.body).toMatchObject({ status: 'authorized', capturedMinor: 0, declineCode: null });

    const captured = await system.command(`/payments/${id}/capture`, undefined, { headers });
    expect(captured).toMatchObject({ status: 200, body: { status: 'captured', capturedMinor: 10_000 } });
    const part = await system.command(`/payments/${id}/refund`, { amountMinor: 2_500 }, { headers });
    expect(part).toMatchObject({ status: 200, body: { status: 'partially_refunded', refundedMinor: 2_500 } });
    const rest = await system.command(`/payments/${id}/refund`, { amountMinor: 7_500 }, { headers });
    expect(rest).toMatchObject({ status: 200, body: { status: 'refunded', refundedMinor: 10_000 } });

    const entries = await system.ledger(id);
    expect(entries.map(({ kind }) => kind)).toEqual(['authorization', 'capture', 'refund', 'refund']);
    expect(new Set(Object.values(balancesOf(entries)))).toEqual(new Set([0]));
    const book = await system.book(id);
    expect(book.map(({ kind, amount }) => [kind, amount.amountMinor])).toEqual([
      ['authorization', 10_000],
      ['capture', 10_000],
      ['refund', 2_500],
      ['refund', 7_500],
    ]);
    const events = await eventsOf(id, 4);
    expect(events.map(({ type }) => type)).toEqual([
      'PaymentAuthorized',
      'PaymentCaptured',
      'PaymentRefunded',
      'PaymentRefunded',
    ]);
    const ids = [
      ...book.map(({ correlationId }) => correlationId),
      ...events.map((event) => event.correlation_id),
    ];
    expect(new Set(ids)).toEqual(new Set([correlation['x-correlation-id']]));
  });

  it('is voided before it is captured, and then holds nothing', async () => {
    const { id } = (await system.authorize()).body;
    expect(balancesOf(await system.ledger(id))).toEqual({
      holds_at_provider: 12_345,
      holds_for_orders: -12_345,
    });
    const voided = await system.command(`/payments/${id}/void`);
    expect(voided).toMatchObject({ status: 200, body: { status: 'voided' } });
    expect(balancesOf(await system.ledger(id))).toEqual({ holds_at_provider: 0, holds_for_orders: 0 });
    expect(await system.bookKinds(id)).toEqual(['authorization', 'void']);
    expect(await system.command(`/payments/${id}/capture`)).toMatchObject({
      status: 409,
      body: { code: 'payment-not-capturable' },
    });
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
  ])(
    'with %s is finally declined, has no ledger entries, and leaves the order free for another card',
    async (token, code) => {
      const orderId = `ord_${randomUUID()}`;
      const declined = await system.authorize({ orderId, cardToken: token });
      expect(declined).toMatchObject({ status: 201, body: { status: 'declined', declineCode: code } });
      expect(await system.ledger(declined.body.id)).toEqual([]);
      expect((await eventsOf(declined.body.id, 1))[0]?.type).toBe('PaymentDeclined');
      expect(await system.command(`/payments/${declined.body.id}/void`)).toMatchObject({
        status: 200,
        body: { status: 'declined' },
      });
      expect(await system.authorize({ orderId })).toMatchObject({
        status: 201,
        body: { status: 'authorized' },
      });
    },
  );

  it('cannot be authorized a second time for an order that holds money, whatever the key', async () => {
    const orderId = `ord_${randomUUID()}`;
    await system.authorize({ orderId });
    expect(await system.authorize({ orderId })).toMatchObject({
      status: 409,
      body: { code: 'order-has-payment' },
    });
  });

  it('links every message to its cause: command, outgoing call, webhook, event', async () => {
    const correlationId = `cart-${randomUUID()}`;
    const headers = {
      'x-correlation-id': correlationId,
      authorization: system.issuer.authorization('operator', ['operator']),
    };
    const { id } = (await system.authorize({}, { headers })).body;
    const sql = (table: string) => `select * from ${table} where correlation_id = '${correlationId}'`;
    await vi.waitFor(
      async () => {
        const requests = await system.databases.read<Message & { name: string }>(
          'events',
          sql('request_log'),
        );
        const names = requests.map(({ name }) => name).sort();
        expect(names).toEqual(['POST /payments', 'POST /v1/charges', 'POST /webhooks/provider']);
        const events = await system.databases.read<Message>('events', sql('event_log'));
        expect(events).toHaveLength(1);
        const messages = [...requests, ...events];
        const known = new Set(messages.map(({ message_id }) => message_id));
        const roots = messages.filter(({ causation_id }) => causation_id === null);
        expect(roots).toHaveLength(1);
        for (const { causation_id } of messages)
          expect(causation_id === null || known.has(causation_id)).toBe(true);
      },
      { timeout: 10_000, interval: 50 },
    );
    expect((await system.ledger(id))[0]?.correlationId).toBe(correlationId);
  });
});

interface Message {
  readonly message_id: string;
  readonly causation_id: string | null;
}

describe('an idempotency key', () => {
  it('of 50 concurrent requests makes one payment and one charge, and gives one response', async () => {
    const body = authorization();
    const key = randomUUID();
    const first = await Promise.all(
      Array.from({ length: 50 }, () => system.command('/payments', body, { key })),
    );
    for (const answer of first) {
      expect([201, 409]).toContain(answer.status);
      if (answer.status === 409) expect(answer.body.code).toBe('request-in-flight');
    }
    const again = await Promise.all(
      Array.from({ length: 50 }, () => system.command('/payments', body, { key })),
    );
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([201]));
    const answers = [...first, ...again].filter(({ status }) => status === 201).map(({ body }) => body);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const { id, orderId } = answers[0] as Payment;
    expect(await system.bookKinds(id)).toEqual(['authorization']);
    const rows = await system.databases.read(
      'payments',
      `select 1 from payments where order_id = '${orderId}'`,
    );
    expect(rows).toHaveLength(1);
    expect(await system.ledger(id)).toHaveLength(1);
  });

  it('of 20 concurrent captures moves the money once', async () => {
    const { id } = (await system.authorize()).body;
    const key = randomUUID();
    const captures = Array.from({ length: 20 }, () =>
      system.command(`/payments/${id}/capture`, undefined, { key }),
    );
    const statuses = (await Promise.all(captures)).map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(await system.bookKinds(id)).toEqual(['authorization', 'capture']);
    expect(balancesOf(await system.ledger(id))).toMatchObject({
      provider_receivable: 12_345,
      sales: -12_345,
    });
  });

  it('is refused for a different body, but not for another order of its fields', async () => {
    const key = randomUUID();
    const { orderId, customerId, amount, cardToken } = authorization() as Record<string, unknown>;
    await system.command('/payments', { orderId, customerId, amount, cardToken }, { key });
    const reordered = await system.command('/payments', { cardToken, amount, customerId, orderId }, { key });
    expect(reordered.status).toBe(201);
    const other = { orderId, customerId, cardToken, amount: { amountMinor: 1, currency: 'USD' } };
    expect(await system.command('/payments', other, { key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  it('is scoped to its caller', async () => {
    const key = randomUUID();
    const operator = { authorization: system.issuer.authorization('operator', ['operator']) };
    const one = await system.authorize({}, { key });
    const other = await system.authorize({}, { key, headers: operator });
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body.id).not.toBe(one.body.id);
  });

  it.each([
    ['absent', '', 'idempotency-key-missing'],
    ['too long', 'k'.repeat(256), 'idempotency-key-invalid'],
  ])('that is %s is refused before anything happens', async (_what, key, code) => {
    const orderId = `ord_${randomUUID()}`;
    expect(await system.authorize({ orderId }, { key })).toMatchObject({ status: 400, body: { code } });
    const rows = await system.databases.read(
      'payments',
      `select 1 from payments where order_id = '${orderId}'`,
    );
    expect(rows).toHaveLength(0);
  });
});
