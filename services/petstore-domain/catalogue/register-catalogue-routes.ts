import type { HttpServer } from '@petstore/chassis/http';
import type { Queryable } from '@petstore/chassis/postgres';
import { Pet, PetQuery, Product, ProductQuery, pageOf, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { domainErrors } from '../errors.ts';
import { decodeCursor, pageOfRows } from './list-cursor.ts';
import { findPet, listPets } from './pet-store.ts';
import { findProduct, listProducts } from './product-store.ts';

const ById = Type.Object({ id: Slug });
const defaultLimit = 20;
/** Largest `integer` of PostgreSQL, the type of price columns. */
const highestPriceMinor = 2_147_483_647;

interface ListQuery {
  readonly maxPrice?: number;
  readonly available?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Public routes of pets and products. */
export function registerCatalogueRoutes(server: HttpServer, database: Queryable): void {
  server.get(
    '/pets',
    { schema: { querystring: PetQuery, response: { 200: pageOf(Pet) } } },
    async (request) => {
      const { category } = request.query;
      const filter = { ...filterOf('pets', request.query), ...(category === undefined ? {} : { category }) };
      return pageOfRows(await listPets(database, filter), { list: 'pets', limit: filter.limit });
    },
  );

  server.get('/pets/:id', { schema: { params: ById, response: { 200: Pet } } }, async (request) => {
    const pet = await findPet(database, request.params.id);
    if (pet === null) throw domainErrors.create('pet-not-found');
    return pet;
  });

  server.get(
    '/products',
    { schema: { querystring: ProductQuery, response: { 200: pageOf(Product) } } },
    async (request) => {
      const { category } = request.query;
      const filter = {
        ...filterOf('products', request.query),
        ...(category === undefined ? {} : { category }),
      };
      return pageOfRows(await listProducts(database, filter), { list: 'products', limit: filter.limit });
    },
  );

  server.get('/products/:id', { schema: { params: ById, response: { 200: Product } } }, async (request) => {
    const product = await findProduct(database, request.params.id);
    if (product === null) throw domainErrors.create('product-not-found');
    return product;
  });
}

function filterOf(list: string, { maxPrice, available, limit = defaultLimit, cursor }: ListQuery) {
  return {
    afterId: decodeCursor(list, cursor),
    limit,
    ...(maxPrice === undefined ? {} : { maxPriceMinor: Math.min(maxPrice, highestPriceMinor) }),
    ...(available === undefined ? {} : { isAvailable: available }),
  };
}
