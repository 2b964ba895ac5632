import type { HttpServer } from '@petstore/chassis/http';
import { authenticate, type TokenVerifier } from '@petstore/chassis/identity';
import {
  CancelOrder,
  Cart,
  Interaction,
  InteractionAccepted,
  Order,
  OrderHistory,
  OrderWaitQuery,
  PlaceOrder,
  PutCartItem,
  pageOf,
  pageQuery,
  Recommendations,
  RefundOrder,
  Slug,
} from '@petstore/contracts/http';
import { Type } from 'typebox';
import { type Forward, pathOf } from './forward.ts';

const orderParams = Type.Object({ id: Slug });
const itemParams = Type.Object({ sku: Slug });
const listQuery = Type.Object(pageQuery, { additionalProperties: false });
const recommendationQuery = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 5 })) },
  { additionalProperties: false },
);

function registerCartRoutes(server: HttpServer, forward: Forward, verifier: TokenVerifier): void {
  const onRequest = authenticate(verifier);
  const answers = { 200: Cart };
  server.get(
    '/v1/cart',
    { onRequest, config: { summary: 'The cart of the caller', answers } },
    (request, reply) => forward(request, reply, { method: 'GET', path: '/cart' }),
  );
  server.delete(
    '/v1/cart',
    { onRequest, config: { summary: 'Empty the cart of the caller', answers: { 204: null } } },
    (request, reply) => forward(request, reply, { method: 'DELETE', path: '/cart' }),
  );
  server.put(
    '/v1/cart/items/:sku',
    {
      onRequest,
      config: { summary: 'Put an item into the cart; quantity 0 removes it', answers },
      schema: { params: itemParams, body: PutCartItem },
    },
    (request, reply) => {
      const path = pathOf`/cart/items/${request.params.sku}`;
      return forward(request, reply, { method: 'PUT', path, body: request.body });
    },
  );
}

function registerOrderRoutes(server: HttpServer, forward: Forward, verifier: TokenVerifier): void {
  const onRequest = authenticate(verifier);
  const schema = { params: orderParams };
  server.get(
    '/v1/orders',
    {
      onRequest,
      config: { summary: 'The orders of the caller, newest first', answers: { 200: pageOf(Order) } },
      schema: { querystring: listQuery },
    },
    (request, reply) => forward(request, reply, { method: 'GET', path: '/orders', query: request.query }),
  );
  server.get(
    '/v1/orders/:id',
    {
      onRequest,
      config: { summary: 'One order, at once or when it has reached a status', answers: { 200: Order } },
      schema: { params: orderParams, querystring: OrderWaitQuery },
    },
    (request, reply) => {
      const path = pathOf`/orders/${request.params.id}`;
      return forward(request, reply, { method: 'GET', path, wait: request.query });
    },
  );
  server.get(
    '/v1/orders/:id/events',
    { onRequest, config: { summary: "An order's history", answers: { 200: OrderHistory } }, schema },
    (request, reply) =>
      forward(request, reply, { method: 'GET', path: pathOf`/orders/${request.params.id}/events` }),
  );
}

function registerOrderCommands(server: HttpServer, forward: Forward, verifier: TokenVerifier): void {
  const onRequest = authenticate(verifier);
  const placing = {
    summary: 'Order the cart, or the named items',
    answers: { 202: Order },
    idempotencyKey: 'required',
    shedding: 'last',
  } as const;
  const cancelling = {
    summary: 'Cancel an order before dispatch; a captured payment is refunded',
    answers: { 200: Order, 202: Order },
    idempotencyKey: 'optional',
  } as const;
  const refunding = {
    summary: 'Refund an order in part or in full',
    answers: { 202: Order },
    idempotencyKey: 'required',
  } as const;
  const params = orderParams;
  server.post('/v1/orders', { onRequest, config: placing, schema: { body: PlaceOrder } }, (request, reply) =>
    forward(request, reply, { method: 'POST', path: '/orders', body: request.body }),
  );
  server.post(
    '/v1/orders/:id/cancel',
    { onRequest, config: cancelling, schema: { params, body: CancelOrder } },
    (request, reply) => {
      const path = pathOf`/orders/${request.params.id}/cancel`;
      return forward(request, reply, { method: 'POST', path, body: request.body ?? undefined });
    },
  );
  server.post(
    '/v1/orders/:id/refund',
    { onRequest, config: refunding, schema: { params, body: RefundOrder } },
    (request, reply) => {
      const path = pathOf`/orders/${request.params.id}/refund`;
      return forward(request, reply, { method: 'POST', path, body: request.body ?? undefined });
    },
  );
}

/** Routes of a signed-in customer: cart, orders, recommendations and feedback, all answered by petstore-domain. */
export function registerCustomerRoutes(server: HttpServer, forward: Forward, verifier: TokenVerifier): void {
  const onRequest = authenticate(verifier);
  registerCartRoutes(server, forward, verifier);
  registerOrderRoutes(server, forward, verifier);
  registerOrderCommands(server, forward, verifier);
  server.get(
    '/v1/recommendations',
    {
      onRequest,
      config: { summary: 'Recommended pets for the caller', answers: { 200: Recommendations } },
      schema: { querystring: recommendationQuery },
    },
    (request, reply) =>
      forward(request, reply, { method: 'GET', path: '/recommendations', query: request.query }),
  );
  server.post(
    '/v1/interactions',
    {
      onRequest,
      config: { summary: 'Record an interaction of the caller', answers: { 202: InteractionAccepted } },
      schema: { body: Interaction },
    },
    (request, reply) =>
      forward(request, reply, { method: 'POST', path: '/interactions', body: request.body }),
  );
}
