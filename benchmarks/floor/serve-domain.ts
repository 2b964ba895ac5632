import { randomUUID } from 'node:crypto';
import type { BareDatabase } from './bare-database.ts';
import { type BareAnswer, type BareClient, type BareRequest, callJson, json } from './bare-server.ts';
import * as sql from './domain-statements.ts';
import { gather } from './gather.ts';
import { publishFrom } from './publish.ts';
import { customerOf } from './serve-gateway.ts';

/** As in the ConfigMap of our base. */
const fulfilmentStepMs = 200;

const deliverySteps = [
  { status: 'preparing', event: 'OrderPreparationStarted' },
  { status: 'out_for_delivery', event: 'OrderDispatched' },
  { status: 'delivered', event: 'OrderDelivered' },
] as const;

interface PetRow {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly breed: { readonly name: string };
  readonly sex: string;
  readonly bornOn: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly status: string;
  readonly description: string;
  readonly care: object;
}

interface CartRow {
  readonly sku: string;
  readonly kind: string;
  readonly name: string;
  readonly quantity: number;
  readonly priceMinor: number;
  readonly currency: string;
}

interface OrderRow {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly lines: readonly object[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly delivery: object;
  readonly paymentId: string | null;
  readonly placedAt: Date;
  readonly updatedAt: Date;
}

interface Advice {
  readonly recommendation_id: string;
  readonly recommendations: readonly {
    readonly pet_id: string;
    readonly confidence_score: number;
    readonly reasoning: string;
  }[];
}

export interface DomainOptions {
  readonly database: BareDatabase;
  readonly advisor: BareClient;
  readonly payments: BareClient;
}

/** Catalogue, cart and orders, with the order's saga in memory. */
export class FloorDomain {
  readonly #database: BareDatabase;
  readonly #advisor: BareClient;
  readonly #payments: BareClient;
  readonly #publish: () => void;
  /** Orders that are not confirmed yet, each with a promise of it. */
  readonly #unconfirmed = new Map<string, Promise<void>>();

  constructor({ database, advisor, payments }: DomainOptions) {
    this.#database = database;
    this.#advisor = advisor;
    this.#payments = payments;
    this.#publish = gather(() => database.commit(publishFrom('domain'), []));
  }

  handle(request: BareRequest): Promise<BareAnswer> {
    const { method, segments } = request;
    const [resource, id = ''] = segments;
    switch (`${method} ${resource}`) {
      case 'GET customers':
        return this.#readCustomer(id);
      case 'GET pets':
        return id === '' ? this.#listPets(request.query) : this.#readPet(id);
      case 'GET recommendations':
        return this.#recommend(request);
      case 'POST interactions':
        return this.#view(request);
      case 'PUT cart':
        return this.#putIntoCart(request);
      case 'POST orders':
        return this.#placeOrder(request);
      case 'GET orders':
        return this.#readOrder(id);
      default:
        return Promise.resolve(json(404, { code: 'not-found' }));
    }
  }

  async #readCustomer(id: string): Promise<BareAnswer> {
    const [customer] = await this.#database.read(sql.readCustomer, [id]);
    return json(200, customer);
  }

  async #listPets(query: URLSearchParams): Promise<BareAnswer> {
    const values = [query.get('category'), Number(query.get('limit'))];
    const pets = await this.#database.read<PetRow>(sql.listPets, values);
    return json(200, { items: pets.map(renderPet), nextCursor: pets.at(-1)?.id ?? null });
  }

  async #readPet(id: string): Promise<BareAnswer> {
    const [pet] = await this.#database.read<PetRow>(sql.readPets, [[id]]);
    return pet === undefined ? json(404, { code: 'not-found' }) : json(200, renderPet(pet));
  }

  async #recommend(request: BareRequest): Promise<BareAnswer> {
    const path = `/recommend/user/${customerOf(request)}?limit=${request.query.get('limit')}`;
    const advice = await callJson<Advice>(this.#advisor, { method: 'GET', path });
    const ids = advice.recommendations.map(({ pet_id }) => pet_id);
    const pets = await this.#database.read<PetRow>(sql.readPets, [ids]);
    const byId = new Map(pets.map((pet) => [pet.id, pet]));
    const items = advice.recommendations.flatMap(({ pet_id, confidence_score: confidence, reasoning }) => {
      const pet = byId.get(pet_id);
      return pet === undefined ? [] : [{ pet: renderPet(pet), confidence, reason: reasoning }];
    });
    return json(200, { recommendationId: advice.recommendation_id, items });
  }

  async #view(request: BareRequest): Promise<BareAnswer> {
    const { petId, recommendationId } = bodyOf<{ petId: string; recommendationId: string }>(request);
    await this.#database.commit(sql.view, [customerOf(request), petId, recommendationId]);
    this.#publish();
    return json(202, { messageId: randomUUID() });
  }

  async #putIntoCart(request: BareRequest): Promise<BareAnswer> {
    const customerId = customerOf(request);
    const { quantity } = bodyOf<{ quantity: number }>(request);
    const values = [customerId, request.segments[2], quantity];
    const rows = await this.#database.commit<CartRow>(sql.cart, values);
    this.#publish();
    const items = rows.map(renderCartItem);
    const amountMinor = items.reduce((sum, { lineTotal }) => sum + lineTotal.amountMinor, 0);
    return json(200, { customerId, items, total: { amountMinor, currency: rows[0]?.currency } });
  }

  async #placeOrder(request: BareRequest): Promise<BareAnswer> {
    const { payment, delivery } = bodyOf<{ payment: { cardToken: string }; delivery: object }>(request);
    const values = [
      `ord_${randomUUID()}`,
      customerOf(request),
      JSON.stringify(delivery),
      request.headers['idempotency-key'],
    ];
    const [order] = await this.#database.commit<OrderRow>(sql.placed, values);
    if (order === undefined) return json(409, { code: 'nothing-to-order' });
    this.#publish();
    const confirmed = this.#authorize(order, payment.cardToken);
    this.#unconfirmed.set(
      order.id,
      confirmed.then(() => undefined),
    );
    confirmed.then((paymentId) => this.#fulfil(order.id, paymentId)).catch(report);
    return json(202, renderOrder(order));
  }

  async #authorize(order: OrderRow, cardToken: string): Promise<string> {
    const { id: orderId, customerId, totalMinor, currency } = order;
    const body = JSON.stringify({
      orderId,
      customerId,
      amount: { amountMinor: totalMinor, currency },
      cardToken,
    });
    const payment = await callJson<{ id: string }>(this.#payments, {
      method: 'POST',
      path: '/payments',
      body,
      idempotencyKey: `order-${orderId}-authorize`,
    });
    await this.#database.commit(sql.authorised, [orderId, payment.id]);
    this.#publish();
    return payment.id;
  }

  async #fulfil(orderId: string, paymentId: string): Promise<void> {
    this.#unconfirmed.delete(orderId);
    const path = `/payments/${paymentId}/capture`;
    await callJson(this.#payments, { method: 'POST', path, idempotencyKey: `order-${orderId}-capture` });
    await this.#database.commit(sql.captured, [orderId]);
    this.#publish();
    for (const { status, event } of deliverySteps) {
      await new Promise((resolve) => setTimeout(resolve, fulfilmentStepMs));
      await this.#database.commit(sql.deliveryStep, [orderId, status, event]);
      this.#publish();
    }
  }

  /** Answers when the order is confirmed: one request instead of many. */
  async #readOrder(id: string): Promise<BareAnswer> {
    await this.#unconfirmed.get(id);
    const [order] = await this.#database.read<OrderRow>(sql.readOrder, [id]);
    return order === undefined ? json(404, { code: 'not-found' }) : json(200, renderOrder(order));
  }
}

function report(error: unknown): void {
  console.error(error);
}

function bodyOf<Body>({ body }: BareRequest): Body {
  return JSON.parse(body.toString()) as Body;
}

function renderPet({
  id,
  name,
  category,
  breed,
  sex,
  bornOn,
  priceMinor,
  currency,
  status,
  ...words
}: PetRow) {
  const price = { amountMinor: priceMinor, currency };
  const { description, care } = words;
  const available = status === 'available';
  return { id, name, category, breed, sex, bornOn, price, status, available, description, care };
}

function renderCartItem({ sku, kind, name, quantity, priceMinor, currency }: CartRow) {
  const unitPrice = { amountMinor: priceMinor, currency };
  const lineTotal = { amountMinor: priceMinor * quantity, currency };
  return { sku, kind, name, quantity, unitPrice, lineTotal, available: true };
}

function renderOrder({ id, customerId, status, lines, totalMinor, currency, ...order }: OrderRow) {
  return {
    id,
    customerId,
    status,
    items: lines,
    total: { amountMinor: totalMinor, currency },
    paymentId: order.paymentId,
    cancellation: null,
    cancellationRequested: false,
    refunds: [],
    refunded: { amountMinor: 0, currency },
    delivery: order.delivery,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
  };
}
