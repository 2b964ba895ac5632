import type { HttpServer } from '@petstore/chassis/http';
import { authenticateOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { AddStock, ListPet, Pet, ProductVariant, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { type Forward, pathOf } from './forward.ts';

const params = Type.Object({ sku: Slug });

/** Routes with which operators list pets and add stock. */
export function registerRestockingRoutes(
  server: HttpServer,
  forward: Forward,
  verifier: TokenVerifier,
): void {
  const onRequest = authenticateOperator(verifier);
  const listing = {
    summary: 'List a pet for sale',
    answers: { 201: Pet },
    idempotencyKey: 'optional',
  } as const;
  const restocking = {
    summary: 'Add units of a product',
    answers: { 200: ProductVariant },
    idempotencyKey: 'optional',
  } as const;
  server.post('/v1/pets', { onRequest, config: listing, schema: { body: ListPet } }, (request, reply) =>
    forward(request, reply, { method: 'POST', path: '/pets', body: request.body }),
  );
  server.post(
    '/v1/products/:sku/stock',
    { onRequest, config: restocking, schema: { params, body: AddStock } },
    (request, reply) => {
      const path = pathOf`/products/${request.params.sku}/stock`;
      return forward(request, reply, { method: 'POST', path, body: request.body });
    },
  );
}
