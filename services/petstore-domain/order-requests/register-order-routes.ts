import type { RecordedEvent } from '@petstore/chassis/events';
import { type HttpServer, holdRequest } from '@petstore/chassis/http';
import {
  idempotencyKeyOf,
  type OnceAnswer,
  optionalIdempotencyKeyOf,
  sendAnswer,
} from '@petstore/chassis/idempotency';
import {
  authenticate,
  isOperator,
  type Principal,
  principalOf,
  type TokenVerifier,
} from '@petstore/chassis/identity';
import type { Metrics } from '@petstore/chassis/metrics';
import type { Pool, Queryable } from '@petstore/chassis/postgres';
import { remainingOf } from '@petstore/chassis/time';
import {
  CancelOrder,
  Order,
  OrderHistory,
  OrderWaitQuery,
  orderWaitSeconds,
  PlaceOrder,
  pageOf,
  pageQuery,
  RefundOrder,
  Slug,
} from '@petstore/contracts/http';
import { Type } from 'typebox';
import { decodeCursor, pageOfRows } from '../catalogue/list-cursor.ts';
import { domainErrors } from '../errors.ts';
import { countOrderEvents } from '../orders/count-order-events.ts';
import { findOrder, listOrders, readHistory } from '../orders/order-view-store.ts';
import type { SagaPlace } from '../saga/placed-saga.ts';
import { cancelOrder } from './cancel-order.ts';
import { hasSettled, type OrderWaits } from './order-waits.ts';
import { type PlacingRules, placeOrder } from './place-order.ts';
import { refundOrder } from './refund-order.ts';

export interface OrderRoutesOptions {
  readonly database: Pool;
  readonly verifier: TokenVerifier;
  readonly metrics: Metrics;
  readonly rules: PlacingRules;
  readonly waits: OrderWaits;
  /** Called after events were committed. */
  readonly onEvents: (recorded?: readonly RecordedEvent[]) => void;
  /** Called before an order is placed: where its saga is to run. */
  readonly takePlace: () => SagaPlace;
  /** Called after a saga was redirected. */
  readonly onOrder: () => void;
  /** Called after a refund was requested. */
  readonly onRefund: () => void;
}

const ById = Type.Object({ id: Slug });
const defaultLimit = 20;
/** What a wait leaves of the caller's deadline for reading and answering. */
const answerMs = 500;
const OrderQuery = Type.Object(
  { ...pageQuery, correlationId: Type.Optional(Type.String({ pattern: '^[\\w.-]{1,128}$' })) },
  { additionalProperties: false },
);

/** Placing, reading, cancelling and refunding orders. Customers see their own orders; operators see all. */
export function registerOrderRoutes(server: HttpServer, options: OrderRoutesOptions): void {
  registerPlacing(server, options);
  registerOrderChangeRoutes(server, options);
  const { database, verifier, waits } = options;
  const onRequest = authenticate(verifier);

  server.get(
    '/orders',
    { onRequest, schema: { querystring: OrderQuery, response: { 200: pageOf(Order) } } },
    async (request) => {
      const { limit = defaultLimit, cursor, correlationId } = request.query;
      const ownerId = ownerOf(principalOf(request));
      const list = `orders of ${ownerId ?? 'everybody'}`;
      const orders = await listOrders(database, {
        ownerId,
        beforeId: decodeCursor(list, cursor),
        limit,
        ...(correlationId === undefined ? {} : { correlationId }),
      });
      return pageOfRows(orders, { list, limit });
    },
  );

  server.get(
    '/orders/:id',
    { onRequest, schema: { params: ById, querystring: OrderWaitQuery, response: { 200: Order } } },
    async (request, reply) => {
      const { waitFor, timeout = orderWaitSeconds.default } = request.query;
      const read = () => readableOrder(database, request.params.id, principalOf(request));
      if (waitFor === undefined) return read();
      const wait = waits.open(request.params.id, waitFor);
      try {
        const order = await read();
        const { deadline } = request.interaction;
        const timeoutMs = Math.min(timeout * 1_000, remainingOf(deadline) - answerMs);
        if (hasSettled(order.status, waitFor) || timeoutMs <= 0) return order;
        await holdRequest({ request, reply }, (gone) => wait.end(timeoutMs, gone));
        return await read();
      } finally {
        wait.close();
      }
    },
  );

  server.get(
    '/orders/:id/events',
    { onRequest, schema: { params: ById, response: { 200: OrderHistory } } },
    async (request) => {
      const { id } = await readableOrder(database, request.params.id, principalOf(request));
      return { orderId: id, events: await readHistory(database, id) };
    },
  );
}

function registerPlacing(server: HttpServer, options: OrderRoutesOptions): void {
  const { database, verifier, metrics, rules, waits, onEvents, takePlace } = options;
  server.post(
    '/orders',
    {
      onRequest: authenticate(verifier),
      config: { idempotencyKey: 'required', shedding: 'last' },
      schema: { body: PlaceOrder, response: { 202: Order } },
    },
    async (request, reply) => {
      const placing = {
        customerId: principalOf(request).customerId,
        idempotencyKey: idempotencyKeyOf(request.headers),
        correlationId: request.interaction.correlationId,
        body: request.body,
      };
      const place = takePlace();
      const once = await placeOrder(database, { ...placing, lease: place.lease }, rules);
      if (!once.isReplay && once.result.length > 0) {
        countOrderEvents(metrics, once.result);
        if (request.body.items === undefined)
          metrics.counter('petstore_carts_total').inc({ outcome: 'ordered' });
        if (place.lease !== null) waits.expect(idOf(once.answer.body));
        place.start({ recorded: once.result, cardToken: request.body.payment.cardToken });
        onEvents(once.result);
      }
      const { status, body } = once.answer;
      if (status === 202) reply.header('location', `/v1/orders/${idOf(body)}`);
      return sendAnswer(reply, once.answer);
    },
  );
}

function idOf(body: string): string {
  const { id }: { id: string } = JSON.parse(body);
  return id;
}

/** The customer to whose orders a principal is restricted; null for an operator. */
function ownerOf(principal: Principal): string | null {
  return isOperator(principal) ? null : principal.customerId;
}

/** Throws `order-not-found` if the order is absent or belongs to another customer. */
async function readableOrder(database: Queryable, id: string, principal: Principal): Promise<Order> {
  const order = await findOrder(database, id, ownerOf(principal));
  if (order === null) throw domainErrors.create('order-not-found');
  return order;
}

function registerOrderChangeRoutes(server: HttpServer, options: OrderRoutesOptions): void {
  const { database, verifier, onOrder, onRefund } = options;
  const onRequest = authenticate(verifier);

  server.post(
    '/orders/:id/cancel',
    {
      onRequest,
      config: { idempotencyKey: 'optional' },
      schema: { params: ById, body: CancelOrder, response: { 200: Order, 202: Order } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const idempotencyKey = optionalIdempotencyKeyOf(request.headers);
      const order = await readableOrder(database, request.params.id, principal);
      const { correlationId } = request.interaction;
      const { body } = request;
      const once = await cancelOrder(database, { order, principal, idempotencyKey, correlationId, body });
      if (report(once, options)) onOrder();
      return sendAnswer(reply, once.answer);
    },
  );

  server.post(
    '/orders/:id/refund',
    {
      onRequest,
      config: { idempotencyKey: 'required' },
      schema: { params: ById, body: RefundOrder, response: { 202: Order } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const idempotencyKey = idempotencyKeyOf(request.headers);
      const order = await readableOrder(database, request.params.id, principal);
      const { correlationId } = request.interaction;
      const { body } = request;
      const once = await refundOrder(database, { order, principal, idempotencyKey, correlationId, body });
      if (report(once, options)) onRefund();
      return sendAnswer(reply, once.answer);
    },
  );
}

/** Counts and publishes what the request changed; false if it changed nothing, such as a replayed answer. */
function report(
  once: OnceAnswer<readonly RecordedEvent[]>,
  { metrics, onEvents }: OrderRoutesOptions,
): boolean {
  if (once.isReplay || once.result.length === 0) return false;
  countOrderEvents(metrics, once.result);
  onEvents(once.result);
  return true;
}
