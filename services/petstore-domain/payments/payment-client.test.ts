import { AppError, type ErrorKind } from '@petstore/chassis/errors';
import type { HttpClient, OutgoingRequest } from '@petstore/chassis/http';
import type { Payment, PaymentStatus } from '@petstore/contracts/http';
import { describe, expect, it } from 'vitest';
import { createPaymentClient, wordsOfDecline } from './payment-client.ts';

const wanted = {
  orderId: 'ord_1',
  customerId: 'customer-001',
  amount: { amountMinor: 500, currency: 'USD' },
  cardToken: 'tok_visa',
};

const payment = (status: PaymentStatus): Payment => ({
  id: 'pay_1',
  orderId: 'ord_1',
  customerId: 'customer-001',
  correlationId: 'c',
  status,
  amount: wanted.amount,
  capturedMinor: status === 'captured' ? 500 : 0,
  refundedMinor: 0,
  providerReference: null,
  declineCode: status === 'declined' ? 'insufficient_funds' : null,
  createdAt: '',
  updatedAt: '',
});

const answered = (status: number) => ({ peer: 'payment-service', status, messageId: 'm-refused' });
const refusal = (kind: ErrorKind, code: string, status: number) =>
  new AppError(code, kind, 'no', { details: { ...answered(status), problem: { code, detail: 'no' } } });
/** A response of a proxy, without a problem document. */
const bareStatus = (kind: ErrorKind, status: number) =>
  new AppError(`peer-status-${status}`, kind, 'no', { details: answered(status) });

/**
 * Answers requests in turn; an error is thrown, as by the real client, and so is a body that the request does not
 * expect.
 */
function clientAnswering(...answers: (unknown | AppError)[]) {
  const sent: OutgoingRequest[] = [];
  const http: HttpClient = {
    peer: 'payment-service',
    async send<Body>(request: OutgoingRequest<Body>) {
      sent.push(request);
      const answer = answers[sent.length - 1];
      if (answer instanceof AppError) throw answer;
      if (request.expects?.(answer) === false)
        throw new AppError('peer-answer-malformed', 'bad-answer', 'no', { details: answered(200) });
      return { status: 200, headers: {}, body: answer as Body, messageId: `m-${sent.length}`, attempts: 1 };
    },
    close: async () => undefined,
  };
  return { client: createPaymentClient(http), sent };
}

describe('authorizing', () => {
  it.each([
    ['authorized', 'done'],
    ['captured', 'done'],
    ['authorizing', 'unanswered'],
    ['declined', 'refused'],
    ['voided', 'refused'],
  ] as const)('maps a payment that is %s to %s', async (status, kind) => {
    const { client } = clientAnswering(payment(status));
    const answer = await client.authorize(wanted);
    expect(answer).toMatchObject({ outcome: { kind }, messageId: 'm-1', payment: { id: 'pay_1' } });
  });

  it.each([
    ['unavailable', 'peer-unreachable', 0, null],
    ['timeout', 'peer-timeout', 0, null],
    ['unavailable', 'payment-in-doubt', 503, 'm-refused'],
    ['conflict', 'request-in-flight', 409, 'm-refused'],
    ['forbidden', 'caller-not-allowed', 403, 'm-refused'],
    ['bug', 'internal-error', 500, 'm-refused'],
  ] as const)(
    'retries after %s (%s); the cause is the message id of an answered request',
    async (kind, code, status, cause) => {
      const { client } = clientAnswering(refusal(kind, code, status));
      const answer = await client.authorize(wanted);
      expect(answer).toMatchObject({ outcome: { kind: 'unanswered' }, messageId: cause });
    },
  );

  it.each([
    ['a bare 400', bareStatus('invalid', 400)],
    ['a bare 422', bareStatus('unprocessable', 422)],
    ['an HTML page', '<h1>Welcome</h1>'],
    ['another JSON body', { ok: true }],
    ['nothing', undefined],
  ])('retries after %s, which says nothing about the payment', async (_what, answer) => {
    const { client } = clientAnswering(answer);
    expect(await client.authorize(wanted)).toMatchObject({ outcome: { kind: 'unanswered' }, payment: null });
  });

  it('treats a refusal of the payment itself as final', async () => {
    const { client } = clientAnswering(refusal('unprocessable', 'amount-out-of-range', 422));
    expect((await client.authorize(wanted)).outcome).toMatchObject({
      kind: 'refused',
      code: 'payment-failed',
    });
  });

  it('makes one attempt per call under a constant key, and leaves retries to the saga', async () => {
    const { client, sent } = clientAnswering(payment('authorized'), payment('authorized'));
    await client.authorize(wanted);
    await client.authorize(wanted);
    const request = {
      method: 'POST',
      path: '/payments',
      idempotencyKey: 'order-ord_1-authorize',
      maxAttempts: 1,
    };
    expect(sent).toEqual([expect.objectContaining(request), expect.objectContaining(request)]);
  });
});

describe('capturing', () => {
  it.each([
    ['captured', 'done'],
    ['authorized', 'unanswered'],
    ['voided', 'refused'],
  ] as const)('reads the payment when the capture conflicts: %s is %s', async (status, kind) => {
    const { client } = clientAnswering(refusal('conflict', 'payment-not-capturable', 409), payment(status));
    expect((await client.capture('ord_1', 'pay_1')).outcome.kind).toBe(kind);
  });
});

describe('voiding', () => {
  it.each([
    ['voided', 'done'],
    ['declined', 'done'],
    ['captured', 'already-captured'],
    ['authorizing', 'unanswered'],
  ] as const)('reads the payment when the void conflicts: %s is %s', async (status, kind) => {
    const { client } = clientAnswering(refusal('conflict', 'payment-busy', 409), payment(status));
    expect((await client.void('ord_1', 'pay_1')).outcome.kind).toBe(kind);
  });

  it('looks up the payment of an order whose authorization got no answer', async () => {
    const { client, sent } = clientAnswering({ items: [payment('authorized')] }, payment('voided'));
    expect((await client.void('ord_1', null)).outcome).toEqual({ kind: 'done' });
    expect(sent[0]).toMatchObject({ method: 'GET', path: '/payments', query: { orderId: 'ord_1' } });
    expect(sent[1]).toMatchObject({ path: '/payments/pay_1/void', idempotencyKey: 'order-ord_1-void' });
  });

  it('reports that there is no payment', async () => {
    const { client } = clientAnswering({ items: [] });
    expect((await client.void('ord_1', null)).outcome).toEqual({ kind: 'no-payment' });
  });
});

describe('refunding', () => {
  const refund = {
    orderId: 'ord_1',
    refundId: 'rfd_1',
    paymentId: 'pay_1',
    amountMinor: 100,
    reason: 'late',
  };

  it.each([
    ['an HTML page', '<h1>Welcome</h1>'],
    ['another JSON body', { ok: true }],
    ['nothing', undefined],
  ])('retries after %s, which says nothing about the refund', async (_what, answer) => {
    const { client } = clientAnswering(answer);
    expect(await client.refund(refund)).toMatchObject({ outcome: { kind: 'unanswered' }, payment: null });
  });

  it('requests the amount under an idempotency key of the refund', async () => {
    const { client, sent } = clientAnswering(payment('partially_refunded'));
    expect(await client.refund(refund)).toMatchObject({ outcome: { kind: 'done' }, messageId: 'm-1' });
    expect(sent).toMatchObject([
      {
        method: 'POST',
        path: '/payments/pay_1/refund',
        idempotencyKey: 'order-ord_1-refund-rfd_1',
        maxAttempts: 1,
        body: { amountMinor: 100, reason: 'late' },
      },
    ]);
  });

  it.each([
    ['conflict', 'refund-refused', 409],
    ['unprocessable', 'refund-exceeds-capture', 422],
    ['conflict', 'payment-not-refundable', 409],
  ] as const)('treats %s %s as final', async (kind, code, status) => {
    const { client } = clientAnswering(refusal(kind, code, status));
    expect(await client.refund(refund)).toMatchObject({
      outcome: { kind: 'refused', code },
      messageId: 'm-refused',
    });
  });

  it.each([
    ['conflict', 'payment-busy', 409],
    ['conflict', 'request-in-flight', 409],
    ['unavailable', 'payment-in-doubt', 503],
    ['timeout', 'peer-timeout', 0],
  ] as const)('retries after %s %s', async (kind, code, status) => {
    const { client } = clientAnswering(refusal(kind, code, status));
    expect((await client.refund(refund)).outcome.kind).toBe('unanswered');
  });
});

it.each([
  ['insufficient_funds', 'it has insufficient funds'],
  ['card_declined', 'its bank refused the payment'],
  [null, 'its bank refused the payment'],
  ['do_not_honor', 'do_not_honor'],
])('explains %s to the customer', (code, cause) => {
  expect(wordsOfDecline(code)).toBe(
    `The card was declined: ${cause}. Nothing was charged; order again with another card.`,
  );
});
