import { randomUUID } from 'node:crypto';
import type { BareDatabase, BareStatement } from './bare-database.ts';
import { type BareAnswer, type BareClient, type BareRequest, callJson, json } from './bare-server.ts';
import { gather } from './gather.ts';

const chargeColumns = `id, reference, status, amount_minor as "amountMinor", currency,
  captured_minor as "capturedMinor", created_at as "createdAt"`;

/** $1 charge, $2 reference, $3 amount, $4 currency, $5 key, $6 webhook. */
const authorization: BareStatement = {
  name: 'authorization',
  commit: 'book',
  text: `
    with charge as (
      insert into charges (id, reference, status, amount_minor, currency) values ($1, $2, 'authorized', $3, $4)
      returning ${chargeColumns}
    ), entry as (
      insert into book_entries (charge_id, kind, amount_minor) values ($1, 'authorization', $3)
    ), key as (
      insert into provider_keys (key, charge_id) values ($5, $1)
    ), webhook as (
      insert into webhook_deliveries (id, charge_id, kind) values ($6, $1, 'charge.authorized')
    )
    select * from charge`,
};

/** $1 charge, $2 key, $3 webhook. */
const capture: BareStatement = {
  name: 'capture',
  commit: 'book',
  text: `
    with charge as (
      update charges set status = 'captured', captured_minor = amount_minor where id = $1 returning ${chargeColumns}
    ), entry as (
      insert into book_entries (charge_id, kind, amount_minor) select $1, 'capture', "amountMinor" from charge
    ), key as (
      insert into provider_keys (key, charge_id) values ($2, $1)
    ), webhook as (
      insert into webhook_deliveries (id, charge_id, kind) values ($3, $1, 'charge.captured')
    )
    select * from charge`,
};

const webhookDone: BareStatement = {
  name: 'webhook done',
  text: 'update webhook_deliveries set delivered_at = now() where id = any($1)',
};

interface ChargeRow {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly createdAt: Date;
}

/** The outside: a book of its own, and a webhook for every change. */
export class FloorProvider {
  readonly #database: BareDatabase;
  readonly #payments: BareClient;
  #delivered: string[] = [];
  readonly #settleWebhooks: () => void;

  constructor(database: BareDatabase, payments: BareClient) {
    this.#database = database;
    this.#payments = payments;
    this.#settleWebhooks = gather(() => {
      const ids = this.#delivered;
      this.#delivered = [];
      return database.commit(webhookDone, [ids]);
    });
  }

  handle(request: BareRequest): Promise<BareAnswer> {
    const [, , id = ''] = request.segments;
    const key = String(request.headers['idempotency-key']);
    return id === '' ? this.#authorize(request, key) : this.#capture(id, key);
  }

  async #authorize({ body }: BareRequest, key: string): Promise<BareAnswer> {
    const { amount, reference } = JSON.parse(body.toString());
    const webhook = randomUUID();
    const values = [`ch_${randomUUID()}`, reference, amount.amountMinor, amount.currency, key, webhook];
    const [charge] = await this.#database.commit<ChargeRow>(authorization, values);
    return this.#answer(201, webhook, 'charge.authorized', charge);
  }

  async #capture(id: string, key: string): Promise<BareAnswer> {
    const webhook = randomUUID();
    const [charge] = await this.#database.commit<ChargeRow>(capture, [id, key, webhook]);
    return this.#answer(200, webhook, 'charge.captured', charge);
  }

  #answer(status: number, webhook: string, type: string, row: ChargeRow | undefined): BareAnswer {
    if (row === undefined) return json(404, { code: 'not-found' });
    const charge = renderCharge(row);
    this.#deliver(webhook, JSON.stringify({ type, charge })).catch((error: unknown) => console.error(error));
    return json(status, charge);
  }

  async #deliver(id: string, body: string): Promise<void> {
    await callJson(this.#payments, { method: 'POST', path: '/webhooks/provider', body, idempotencyKey: id });
    this.#delivered.push(id);
    this.#settleWebhooks();
  }
}

function renderCharge({ id, reference, status, amountMinor, currency, capturedMinor, createdAt }: ChargeRow) {
  return {
    id,
    reference,
    status,
    amount: { amountMinor, currency },
    capturedMinor,
    refundedMinor: 0,
    declineCode: null,
    createdAt,
  };
}
