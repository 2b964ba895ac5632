import type { HttpServer } from '@petstore/chassis/http';
import { authenticate, type TokenVerifier } from '@petstore/chassis/identity';
import { Interaction, PlaceOrder, PutCartItem, pageQuery, Slug } from '@petstore/contracts/http';
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
  server.get('/v1/cart', { onRequest }, (request, reply) =>
    forward(request, reply, { method: 'GET', path: '/cart' }),
  );
  server.delete('/v1/cart', { onRequest }, (request, reply) =>
    forward(request, reply, { method: 'DELETE', path: '/cart' }),
  );
  server.put(
    '/v1/cart/items/:sku',
    { onRequest, schema: { params: itemParams, body: PutCartItem } },
    (request, reply) => {
      const path = pathOf`/cart/items/${request.params.sku}`;
      return forward(request, reply, { method: 'PUT', path, body: request.body });
    },
  );
}

function registerOrderRoutes(server: HttpServer, forward: Forward, verifier: TokenVerifier): void {
  const onRequest = authenticate(verifier);
  server.post('/v1/orders', { onRequest, schema: { body: PlaceOrder } }, (request, reply) =>
    forward(request, reply, { method: 'POST', path: '/orders', body: request.body }),
  );
  server.get('/v1/orders', { onRequest, schema: { querystring: listQuery } }, (request, reply) =>
    forward(request, reply, { method: 'GET', path: '/orders', query: request.query }),
  );
  server.get('/v1/orders/:id', { onRequest, schema: { params: orderParams } }, (request, reply) =>
    forward(request, reply, { method: 'GET', path: pathOf`/orders/${request.params.id}` }),
  );
  server.get('/v1/orders/:id/events', { onRequest, schema: { params: orderParams } }, (request, reply) =>
    forward(request, reply, { method: 'GET', path: pathOf`/orders/${request.params.id}/events` }),
  );
}

/** What a signed-in customer does: cart, orders, recommendations and feedback, all answered by petstore-domain. */
export function registerCustomerRoutes(server: HttpServer, forward: Forward, verifier: TokenVerifier): void {
  const onRequest = authenticate(verifier);
  registerCartRoutes(server, forward, verifier);
  registerOrderRoutes(server, forward, verifier);
  server.get(
    '/v1/recommendations',
    { onRequest, schema: { querystring: recommendationQuery } },
    (request, reply) =>
      forward(request, reply, { method: 'GET', path: '/recommendations', query: request.query }),
  );
  server.post('/v1/interactions', { onRequest, schema: { body: Interaction } }, (request, reply) =>
    forward(request, reply, { method: 'POST', path: '/interactions', body: request.body }),
  );
}
