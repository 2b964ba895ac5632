import type { HttpServer } from '@petstore/chassis/http';
import { authenticateIfPresent, type TokenVerifier } from '@petstore/chassis/identity';
import { Pet, PetQuery, Product, ProductQuery, pageOf, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { type Forward, pathOf } from './forward.ts';

const params = Type.Object({ id: Slug });

/** The catalogue, which requires no token. */
export function registerCatalogueRoutes(server: HttpServer, forward: Forward, verifier: TokenVerifier): void {
  const onRequest = authenticateIfPresent(verifier);
  server.get(
    '/v1/pets',
    {
      onRequest,
      config: { summary: 'Pets', answers: { 200: pageOf(Pet) } },
      schema: { querystring: PetQuery },
    },
    (request, reply) => forward(request, reply, { method: 'GET', path: '/pets', query: request.query }),
  );
  server.get(
    '/v1/pets/:id',
    { onRequest, config: { summary: 'One pet', answers: { 200: Pet } }, schema: { params } },
    (request, reply) => forward(request, reply, { method: 'GET', path: pathOf`/pets/${request.params.id}` }),
  );
  server.get(
    '/v1/products',
    {
      onRequest,
      config: { summary: 'Food and supplies', answers: { 200: pageOf(Product) } },
      schema: { querystring: ProductQuery },
    },
    (request, reply) => forward(request, reply, { method: 'GET', path: '/products', query: request.query }),
  );
  server.get(
    '/v1/products/:id',
    { onRequest, config: { summary: 'One product', answers: { 200: Product } }, schema: { params } },
    (request, reply) =>
      forward(request, reply, { method: 'GET', path: pathOf`/products/${request.params.id}` }),
  );
}
