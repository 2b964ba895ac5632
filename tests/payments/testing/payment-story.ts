import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import { findPaymentViolations, type GivenAnswer } from './find-payment-violations.ts';
import { type Answer, authorization, type CommandBody, type PaymentSystem } from './payment-system.ts';
import { faithful, type ProviderProxy } from './provider-proxy.ts';

type ConnectionFault = 'none' | 'lost-before' | 'lost-after' | 'garbled';

/** An action of a story. Orders, keys and webhooks are indexes, taken modulo what exists. */
export type PaymentAction =
  | { readonly does: 'authorize'; readonly order: number; readonly isDeclined: boolean }
  | { readonly does: 'capture' | 'void'; readonly order: number; readonly key: number }
  | { readonly does: 'refund'; readonly order: number; readonly key: number; readonly amountMinor: number }
  | { readonly does: 'connection-changes'; readonly fault: ConnectionFault }
  | { readonly does: 'webhook-delivery-changes'; readonly mode: 'passes-on' | 'swallows' | 'refuses' }
  /** Redelivers an earlier webhook. */
  | { readonly does: 'webhook-repeats'; readonly which: number }
  /** Expires the leases of all calls, as if their workers had stalled. */
  | { readonly does: 'leases-expire' }
  /** An action by the provider's own staff. */
  | { readonly does: 'provider-acts'; readonly order: number; readonly what: 'capture' | 'void' | 'refund' };

const patience = { timeout: 60_000, interval: 50 };
const amountMinor = 1_000;
const staffRefundMinor = 100;

/** Codes that are not final: a retry may be answered differently. */
const passing = ['payment-busy', 'request-in-flight', 'payment-in-doubt', 'payment-not-found'];

/** Rows are locked in a fixed order, because two of these updates may run concurrently. */
const isUnderWay = `provider_key in (
  select provider_key from provider_calls where state in ('pending', 'watching') order by provider_key for update)`;

/**
 * Performs random actions on payment-service and the provider: faults of the connection between them, webhooks in any
 * order, and callers that retry.
 */
export class PaymentStory {
  readonly #system: PaymentSystem;
  readonly #proxy: ProviderProxy;
  #story = randomUUID();
  #answers: GivenAnswer[] = [];
  /** Over all stories, because the databases keep all of them. */
  readonly #staffRefunds = new Map<string, number>();
  #lastWebhook = 0;

  constructor(system: PaymentSystem, proxy: ProviderProxy) {
    this.#system = system;
    this.#proxy = proxy;
  }

  begin(): void {
    this.#story = randomUUID();
    this.#answers = [];
    this.#lastWebhook = this.#system.tap.seen.length;
  }

  async perform(action: PaymentAction): Promise<void> {
    switch (action.does) {
      case 'authorize': {
        const { order, isDeclined } = action;
        const cardToken = isDeclined ? 'tok_declined' : 'tok_visa';
        return this.#command(
          '/payments',
          order,
          authorization({ orderId: this.#orderId(order), amountMinor, cardToken }),
        );
      }
      case 'capture':
      case 'void':
      case 'refund': {
        const payment = await this.#paymentOf(action.order);
        if (payment === undefined) return;
        const body = action.does === 'refund' ? { amountMinor: action.amountMinor } : undefined;
        return this.#command(`/payments/${payment.id}/${action.does}`, action.key, body);
      }
      case 'connection-changes':
        return this.#setConnection(action.fault);
      case 'webhook-delivery-changes':
        this.#system.tap.mode = action.mode;
        return;
      case 'webhook-repeats': {
        const seen = this.#system.tap.seen.slice(this.#lastWebhook);
        const webhook = seen[action.which % Math.max(1, seen.length)];
        if (webhook !== undefined) await this.#system.tap.send(webhook);
        return;
      }
      case 'leases-expire':
        await this.#execute(
          `update provider_calls set lease_until = now(), next_at = now() where ${isUnderWay}`,
        );
        return;
      case 'provider-acts':
        return this.#actAtProvider(action.order, action.what);
    }
  }

  /** Ends all faults, waits until all work is done, and resolves with the remaining violations. */
  async end(): Promise<readonly string[]> {
    const { databases, tap } = this.#system;
    this.#setConnection('none');
    tap.mode = 'passes-on';
    const waits = `select (select count(*) from provider_calls where state = 'pending') as calls,
      (select count(*) from provider_calls where state = 'watching') as watched, (select cursor from provider_book_place) as cursor`;
    await vi.waitFor(async () => {
      await this.#execute(`update provider_calls set next_at = now() where ${isUnderWay};
        update provider_book_place set next_at = now()`);
      const [last] = await databases.read<{ place: string }>(
        'provider',
        `select transaction_id || '.' || position as place from book_entries order by transaction_id desc, position desc limit 1`,
      );
      const [left] = await databases.read<{ calls: number; watched: number; cursor: string }>(
        'payments',
        waits,
      );
      if (left?.calls !== 0 || left.watched !== 0 || (last !== undefined && left.cursor !== last.place))
        throw new Error(`work is left: ${JSON.stringify(left)} ${last?.place}`);
    }, patience);
    return findPaymentViolations(databases, {
      answers: this.#answers,
      staffRefunds: this.#staffRefunds,
    });
  }

  #orderId(order: number): string {
    return `ord_${this.#story}-${order}`;
  }

  async #command(path: string, key: number, body: object | undefined): Promise<void> {
    const idempotencyKey = `${this.#story}-${key}`;
    const answer: Answer<CommandBody> = await this.#system.command(path, body, { key: idempotencyKey });
    const { code = '' } = answer.body;
    if (answer.status >= 500 && code !== 'payment-in-doubt')
      throw new Error(`${path} was answered ${answer.status} ${code}`);
    if (passing.includes(code) || code === 'idempotency-key-reused') return;
    const request = `${idempotencyKey} ${path} ${JSON.stringify(body)}`;
    this.#answers.push({ request, status: answer.status, body: JSON.stringify(answer.body) });
  }

  async #paymentOf(order: number) {
    const sql = `select id, provider_reference from payments where order_id = '${this.#orderId(order)}' order by created_at desc limit 1`;
    return (
      await this.#system.databases.read<{ id: string; provider_reference: string | null }>('payments', sql)
    )[0];
  }

  async #actAtProvider(order: number, what: 'capture' | 'void' | 'refund'): Promise<void> {
    const payment = await this.#paymentOf(order);
    if (payment === undefined || payment.provider_reference === null) return;
    const place = what === 'refund' ? 'refunds' : what;
    const response = await fetch(
      `${this.#system.providerUrl}/v1/charges/${payment.provider_reference}/${place}`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#system.secrets.apiKey}`,
          'idempotency-key': randomUUID(),
          ...(what === 'refund' ? { 'content-type': 'application/json' } : {}),
        },
        ...(what === 'refund' ? { body: JSON.stringify({ amountMinor: staffRefundMinor }) } : {}),
      },
    );
    if (what !== 'refund' || !response.ok) return;
    const before = this.#staffRefunds.get(payment.id) ?? 0;
    this.#staffRefunds.set(payment.id, before + staffRefundMinor);
  }

  #setConnection(fault: ConnectionFault): void {
    this.#proxy.conduct = async (request, passOn) => {
      switch (fault) {
        case 'none':
          return faithful(request, passOn);
        case 'lost-before':
          return null;
        case 'lost-after':
          await passOn();
          return null;
        case 'garbled':
          return { ...(await passOn()), body: '<html>' };
      }
    };
  }

  #execute(sql: string) {
    return this.#system.databases.read('payments', sql);
  }
}
