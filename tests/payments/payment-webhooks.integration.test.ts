import { createHmac, randomUUID } from 'node:crypto';
import type { Payment } from '@petstore/contracts/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { balancesOf, type PaymentSystem, startPaymentSystem } from './testing/payment-system.ts';
import type { TappedWebhook } from './testing/webhook-tap.ts';

let system: PaymentSystem;
beforeAll(async () => {
  system = await startPaymentSystem();
});
afterEach(async () => {
  await system.setFaults(null);
  system.tap.mode = 'passes-on';
});
afterAll(async () => {
  await system?.stop();
});

async function bodyOf(answer: Response): Promise<{ outcome?: string; code?: string; detail?: string }> {
  return (await answer.json()) as { outcome?: string; code?: string };
}

const soon = { timeout: 20_000, interval: 20 };

function seenOf(reference: string): TappedWebhook[] {
  return system.tap.seen.filter(({ body }) => JSON.parse(body.toString()).charge.reference === reference);
}

async function webhooksOf(reference: string, count: number): Promise<TappedWebhook[]> {
  await vi.waitFor(() => expect(seenOf(reference).length).toBeGreaterThanOrEqual(count), soon);
  return seenOf(reference);
}

function typeOf({ body }: TappedWebhook): string {
  return JSON.parse(body.toString()).type;
}

/** A payment that was charged while its webhook was withheld, and that webhook. */
async function unheardCharge(): Promise<{ id: string; webhook: TappedWebhook }> {
  system.tap.mode = 'swallows';
  await system.setFaults({ timeoutAfterRate: 1 });
  const orderId = `ord_${randomUUID()}`;
  expect((await system.authorize({ orderId })).status).toBe(503);
  await system.setFaults(null);
  const { body } = await system.get<{ items: Payment[] }>(`${system.url}/payments?orderId=${orderId}`);
  const { id } = body.items[0] ?? expect.unreachable('the payment is known before the provider is called');
  const [webhook] = await webhooksOf(id, 1);
  return { id, webhook: webhook ?? expect.unreachable('the webhook was seen') };
}

/** The same message, signed with the provider's secret for another time. */
function signedAt(webhook: TappedWebhook, seconds: number, body = webhook.body): Record<string, string> {
  const id = `wh_${randomUUID()}`;
  const signature = createHmac('sha256', system.secrets.webhookSecret)
    .update(`${id}.${seconds}.`)
    .update(body)
    .digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}
const nowSeconds = () => Math.floor(Date.now() / 1_000);

describe('a webhook', () => {
  it('has one effect although it is delivered ten times at once', async () => {
    const { id, webhook } = await unheardCharge();
    const answers = await Promise.all(Array.from({ length: 10 }, () => system.tap.send(webhook)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const outcomes = await Promise.all(answers.map(async (answer) => (await bodyOf(answer)).outcome));
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(9);
    expect((await system.payment(id)).status).toBe('authorized');
    expect(await system.ledger(id)).toHaveLength(1);
    const sql = `select type from outbox where subject = '${id}'`;
    expect(await system.databases.read('payments', sql)).toEqual([{ type: 'PaymentAuthorized' }]);
  });

  it('may arrive before one about an earlier change', async () => {
    const { id, webhook } = await unheardCharge();
    const charge = JSON.parse(webhook.body.toString()).charge.id;
    const captured = await fetch(`${system.providerUrl}/v1/charges/${charge}/capture`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.secrets.apiKey}`, 'idempotency-key': randomUUID() },
    });
    expect(captured.status).toBe(200);
    const later = (await webhooksOf(id, 2)).find((each) => typeOf(each) === 'charge.captured');
    const first = await system.tap.send(later ?? expect.unreachable('the capture has a webhook'));
    expect(first.status).toBe(200);
    expect((await system.tap.send(webhook)).status).toBe(200);
    expect((await system.payment(id)).status).toBe('captured');
    const entries = await system.ledger(id);
    expect(entries.map(({ kind }) => kind)).toEqual(['authorization', 'capture']);
    expect(balancesOf(entries)).toMatchObject({ holds_at_provider: 0, provider_receivable: 12_345 });
  });

  it('is refused without effect when its signature is invalid', async () => {
    const { webhook } = await unheardCharge();
    const wrong = { 'webhook-signature': 'v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' };
    const answers = await Promise.all([
      system.tap.send(webhook, { headers: wrong }),
      system.tap.send(webhook, { headers: { 'webhook-id': 'wh_other' } }),
      system.tap.send(webhook, { body: Buffer.concat([webhook.body, Buffer.from(' ')]) }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect((await bodyOf(answer)).code).toBe('webhook-signature-invalid');
    }
  });

  it.each([
    ['old', -301],
    ['ahead of time', 301],
  ])('is refused when its signature is valid but it is too %s', async (_what, offset) => {
    const { webhook } = await unheardCharge();
    const answer = await system.tap.send(webhook, { headers: signedAt(webhook, nowSeconds() + offset) });
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer)).code).toBe('webhook-too-old');
  });

  it('for an unknown charge is refused, and not recorded as handled', async () => {
    const { webhook } = await unheardCharge();
    const foreign = JSON.parse(webhook.body.toString());
    foreign.charge.reference = 'pay_unknown';
    const body = Buffer.from(JSON.stringify(foreign));
    const headers = signedAt(webhook, nowSeconds(), body);
    expect((await system.tap.send(webhook, { headers, body })).status).toBe(404);
    const sql = `select 1 from webhook_inbox where webhook_id = '${headers['webhook-id']}'`;
    expect(await system.databases.read('payments', sql)).toEqual([]);
  });

  it('with a duplicate JSON key is malformed when signed, and unauthenticated otherwise', async () => {
    const { id, webhook } = await unheardCharge();
    const text = webhook.body.toString().replace('"charge":{', '"charge":{"id":"ch_other",');
    const body = Buffer.from(text);
    const signed = await system.tap.send(webhook, { headers: signedAt(webhook, nowSeconds(), body), body });
    expect(signed.status).toBe(400);
    const { code, detail } = await bodyOf(signed);
    expect(code).toBe('webhook-malformed');
    expect(detail).toMatch(/body\/charge\/id is given twice, again at line 1, column \d+/);
    expect((await system.tap.send(webhook, { body })).status).toBe(401);
    expect(await system.ledger(id)).toEqual([]);
  });

  it('without the shape of a webhook is malformed', async () => {
    const { webhook } = await unheardCharge();
    for (const text of ['{}', 'no json', '{"type":"charge.authorized","charge":{},"extra":1}']) {
      const body = Buffer.from(text);
      const headers = signedAt(webhook, nowSeconds(), body);
      expect((await system.tap.send(webhook, { headers, body })).status).toBe(400);
    }
  });
});

describe('the provider', () => {
  it('redelivers a webhook until it is accepted', async () => {
    system.tap.mode = 'refuses';
    const { id } = (await system.authorize()).body;
    await webhooksOf(id, 1);
    system.tap.mode = 'passes-on';
    const attempts = await webhooksOf(id, 2);
    expect(new Set(attempts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await vi.waitFor(async () => {
      const sql = `select delivered_at is not null as is_delivered from webhook_deliveries where payload like '%${id}%'`;
      expect(await system.databases.read('provider', sql)).toEqual([{ is_delivered: true }]);
    }, soon);
  });

  it('delivers webhooks twice and late under a fault, with a single effect', async () => {
    await system.setFaults({ webhookDuplicateRate: 1, webhookDelayMs: 300 });
    const { id } = (await system.authorize()).body;
    await system.command(`/payments/${id}/capture`);
    const webhooks = await webhooksOf(id, 4);
    expect(new Set(webhooks.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    await vi.waitFor(async () => {
      const sql = `select 1 from webhook_deliveries where payload like '%${id}%' and delivered_at is null`;
      expect(await system.databases.read('provider', sql)).toEqual([]);
    }, soon);
    expect((await system.ledger(id)).map(({ kind }) => kind)).toEqual(['authorization', 'capture']);
  });
});
