import { randomUUID } from 'node:crypto';
import type { BareDatabase, BareStatement } from './bare-database.ts';
import { type BareAnswer, type BareClient, type BareRequest, callJson, json } from './bare-server.ts';
import { gather } from './gather.ts';
import { publishFrom } from './publish.ts';

/** $1 payment, $2 order, $3 customer, $4 amount, $5 currency, $6 our caller's key, $7 the key for the provider. */
const keyBeforeAuthorization: BareStatement = {
  name: 'key before authorization',
  commit: 'payment key before the call',
  text: `
    with payment as (
      insert into payments (id, order_id, customer_id, status, amount_minor, currency)
      values ($1, $2, $3, 'authorizing', $4, $5)
    ), key as (
      insert into payment_keys (key, payment_id) values ($6, $1)
    )
    insert into provider_calls (provider_key, payment_id, operation, amount_minor) values ($7, $1, 'authorize', $4)`,
};

/** $1 payment, $2 our caller's key, $3 the key for the provider; returns the provider's reference. */
const keyBeforeCapture: BareStatement = {
  name: 'key before capture',
  commit: 'payment key before the call',
  text: `
    with key as (
      insert into payment_keys (key, payment_id) values ($2, $1)
    ), call as (
      insert into provider_calls (provider_key, payment_id, operation, amount_minor)
      select $3, id, 'capture', amount_minor from payments where id = $1
    )
    select provider_reference as reference from payments where id = $1`,
};

/**
 * $1 payment, $2 status, $3 reference, $4 our caller's key, $5 the key for the provider, $6 entry, $7 its kind,
 * $8 and $9 the accounts, $10 event.
 */
const result: BareStatement = {
  name: 'payment result',
  text: `
    with payment as (
      update payments set status = $2, provider_reference = $3, updated_at = now(),
        captured_minor = case when $2 = 'captured' then amount_minor else 0 end
      where id = $1
      returning id, order_id, customer_id, status, amount_minor, currency, captured_minor, provider_reference,
        created_at, updated_at
    ), call as (
      update provider_calls set state = 'confirmed', settled_at = now() where provider_key = $5
    ), key as (
      update payment_keys set body = to_jsonb(payment) from payment where key = $4
    ), entry as (
      insert into journal_entries (id, payment_id, kind) values ($6, $1, $7)
    ), debit_and_credit as (
      insert into journal_lines (entry_id, line, account, debit_minor, credit_minor, currency)
      select $6, 1, $8, amount_minor, 0, currency from payment
      union all select $6, 2, $9, 0, amount_minor, currency from payment
    ), told as (
      insert into payment_outbox (type, subject, data)
      select $10, $1, jsonb_build_object('orderId', order_id, 'amountMinor', amount_minor, 'currency', currency)
      from payment
    )
    select id, order_id as "orderId", customer_id as "customerId", status, amount_minor as "amountMinor", currency,
      captured_minor as "capturedMinor", provider_reference as "providerReference", created_at as "createdAt",
      updated_at as "updatedAt" from payment`,
};

const dedupe: BareStatement = {
  name: 'webhook dedupe',
  text: 'insert into webhook_inbox (webhook_id) values ($1) on conflict do nothing',
};

interface PaymentRow {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly providerReference: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const authorization = {
  status: 'authorized',
  kind: 'authorization',
  accounts: ['holds_at_provider', 'holds_for_orders'],
  event: 'PaymentAuthorized',
} as const;
const capture = {
  status: 'captured',
  kind: 'capture',
  accounts: ['provider_receivable', 'sales'],
  event: 'PaymentCaptured',
} as const;

interface Settled {
  readonly paymentId: string;
  readonly reference: string;
  readonly key: string;
  readonly providerKey: string;
}

/** Payments with keys before calls, double entry and deduplicated webhooks. */
export class FloorPayments {
  readonly #database: BareDatabase;
  readonly #provider: BareClient;
  readonly #publish: () => void;

  constructor(database: BareDatabase, provider: BareClient) {
    this.#database = database;
    this.#provider = provider;
    this.#publish = gather(() => database.commit(publishFrom('payments'), []));
  }

  handle(request: BareRequest): Promise<BareAnswer> {
    const [resource, id = ''] = request.segments;
    const key = String(request.headers['idempotency-key']);
    if (resource === 'webhooks') return this.#receiveWebhook(request);
    return id === '' ? this.#authorize(request, key) : this.#capture(id, key);
  }

  async #authorize({ body }: BareRequest, key: string): Promise<BareAnswer> {
    const { orderId, customerId, amount, cardToken } = JSON.parse(body.toString());
    const paymentId = `pay_${randomUUID()}`;
    const providerKey = randomUUID();
    const { amountMinor, currency } = amount;
    const values = [paymentId, orderId, customerId, amountMinor, currency, key, providerKey];
    await this.#database.commit(keyBeforeAuthorization, values);
    const { id: reference } = await callJson<{ id: string }>(this.#provider, {
      method: 'POST',
      path: '/v1/charges',
      body: JSON.stringify({ amount, cardToken, reference: paymentId }),
      idempotencyKey: providerKey,
    });
    return json(201, await this.#settle(authorization, { paymentId, reference, key, providerKey }));
  }

  async #capture(paymentId: string, key: string): Promise<BareAnswer> {
    const providerKey = randomUUID();
    const values = [paymentId, key, providerKey];
    const [found] = await this.#database.commit<{ reference: string }>(keyBeforeCapture, values);
    const reference = found?.reference ?? '';
    const path = `/v1/charges/${reference}/capture`;
    await callJson(this.#provider, { method: 'POST', path, idempotencyKey: providerKey });
    return json(200, await this.#settle(capture, { paymentId, reference, key, providerKey }));
  }

  async #settle(outcome: typeof authorization | typeof capture, settled: Settled): Promise<object> {
    const { status, kind, accounts, event } = outcome;
    const { paymentId, reference, key, providerKey } = settled;
    const entry = `${paymentId}:${kind}`;
    const values = [paymentId, status, reference, key, providerKey, entry, kind, ...accounts, event];
    const [payment] = await this.#database.commit<PaymentRow>(result, values);
    this.#publish();
    return payment === undefined ? {} : renderPayment(payment);
  }

  async #receiveWebhook({ headers }: BareRequest): Promise<BareAnswer> {
    await this.#database.commit(dedupe, [headers['idempotency-key']]);
    return json(200, { received: true });
  }
}

function renderPayment({ id, orderId, customerId, status, amountMinor, currency, ...payment }: PaymentRow) {
  return {
    id,
    orderId,
    customerId,
    status,
    amount: { amountMinor, currency },
    capturedMinor: payment.capturedMinor,
    refundedMinor: 0,
    providerReference: payment.providerReference,
    declineCode: null,
    createdAt: payment.createdAt,
    updatedAt: payment.updatedAt,
  };
}
