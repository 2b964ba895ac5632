import { randomUUID } from 'node:crypto';
import type { Order, Page, Pet, Product, Session } from '@petstore/contracts/http';
import { expect, vi } from 'vitest';

/** An accepted order, which must never be lost. */
export interface AcceptedOrder {
  readonly id: string;
  readonly customerId: string;
}

const plenty = 10_000;
const delivery = { name: 'Ada', city: 'London' };
const patience = { timeout: 90_000, interval: 100 };

/** A shopper's client with plain HTTP. */
export class ShopClient {
  readonly #url: string;
  readonly #tokens = new Map<string, string>();
  #sku: Promise<string> | null = null;

  constructor(gatewayUrl: string) {
    this.#url = gatewayUrl;
  }

  async order(customerId: string, key: string = randomUUID()): Promise<AcceptedOrder> {
    return this.#orderItem(customerId, await this.#stockedSku(), key);
  }

  /** Orders an available pet. */
  async orderPet(customerId: string): Promise<AcceptedOrder & { readonly petId: string }> {
    const { items } = await this.#ask<Page<Pet>>('GET', '/v1/pets?available=true&limit=1');
    const petId = items[0]?.id ?? '';
    return { ...(await this.#orderItem(customerId, petId, randomUUID())), petId };
  }

  /** Refunds a part of an order as an operator. */
  async refund({ id }: AcceptedOrder, amountMinor: number): Promise<void> {
    const token = await this.#token('operator');
    const body = { amountMinor, reason: 'a scratch' };
    await this.#ask('POST', `/v1/orders/${id}/refund`, { token, key: randomUUID(), body });
  }

  /** Cancels an order; false when it is too late. */
  async cancel({ id, customerId }: AcceptedOrder): Promise<boolean> {
    const token = await this.#token(customerId);
    const asked = { token, key: randomUUID(), body: {} };
    const { status, text } = await this.#send('POST', `/v1/orders/${id}/cancel`, asked);
    if (status >= 400 && status !== 409) throw new Error(`cancelling ${id} was answered ${status}: ${text}`);
    return status < 400;
  }

  /** Restocks the product that `order` buys. */
  async restock(quantity: number): Promise<void> {
    await this.#addStock(await this.#stockedSku(), quantity);
  }

  async #orderItem(customerId: string, sku: string, key: string): Promise<AcceptedOrder> {
    const token = await this.#token(customerId);
    await this.#ask('PUT', `/v1/cart/items/${sku}`, { token, body: { quantity: 1 } });
    const body = { payment: { cardToken: 'tok_visa' }, delivery };
    const order = await this.#ask<Order>('POST', '/v1/orders', { token, key, body });
    return { id: order.id, customerId };
  }

  async browse(): Promise<void> {
    await this.#ask('GET', '/v1/pets?limit=5');
  }

  /** Waits until the order is delivered; any other end is a failure. */
  async expectDelivered({ id, customerId }: AcceptedOrder): Promise<void> {
    await vi.waitFor(async () => {
      const token = await this.#token(customerId);
      expect(await this.#ask<Order>('GET', `/v1/orders/${id}`, { token })).toMatchObject({
        status: 'delivered',
      });
    }, patience);
  }

  /** Waits until the order is delivered or cancelled. */
  async expectEnded({ id, customerId }: AcceptedOrder): Promise<void> {
    await vi.waitFor(async () => {
      const token = await this.#token(customerId);
      const { status } = await this.#ask<Order>('GET', `/v1/orders/${id}`, { token });
      expect(['delivered', 'cancelled']).toContain(status);
    }, patience);
  }

  /** As `expectDelivered`, but also accepts an order that was cancelled because the payment could not be made. */
  async expectDecided({ id, customerId }: AcceptedOrder): Promise<void> {
    await vi.waitFor(async () => {
      const token = await this.#token(customerId);
      const { status, cancellation } = await this.#ask<Order>('GET', `/v1/orders/${id}`, { token });
      expect(['delivered', 'payment-unavailable']).toContain(cancellation?.code ?? status);
    }, patience);
  }

  /** A product with enough stock for all orders of these tests. */
  #stockedSku(): Promise<string> {
    this.#sku ??= this.#stockSomething();
    return this.#sku;
  }

  async #stockSomething(): Promise<string> {
    const { items } = await this.#ask<Page<Product>>('GET', '/v1/products?limit=1');
    const sku = items[0]?.variants[0]?.sku ?? '';
    await this.#addStock(sku, plenty);
    return sku;
  }

  async #addStock(sku: string, quantity: number): Promise<void> {
    const token = await this.#token('operator');
    await this.#ask('POST', `/v1/products/${sku}/stock`, { token, key: randomUUID(), body: { quantity } });
  }

  async #token(customerId: string): Promise<string> {
    const kept = this.#tokens.get(customerId);
    if (kept !== undefined) return kept;
    const { token } = await this.#ask<Session>('POST', '/v1/sessions', { body: { customerId } });
    this.#tokens.set(customerId, token);
    return token;
  }

  /** Throws for every status other than 2xx. */
  async #ask<Body>(method: string, path: string, asked: Asked = {}): Promise<Body> {
    const { status, text } = await this.#send(method, path, asked);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return JSON.parse(text) as Body;
  }

  async #send(method: string, path: string, { token, key, body }: Asked) {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }
}

interface Asked {
  readonly token?: string;
  readonly key?: string;
  readonly body?: unknown;
}
