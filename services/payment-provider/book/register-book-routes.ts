import type { HttpServer } from '@petstore/chassis/http';
import type { Pool } from '@petstore/chassis/postgres';
import { Book } from '@petstore/contracts/http';
import { Type } from 'typebox';
import type { ProviderAccess } from '../access/provider-access.ts';
import { readBook } from './book-store.ts';

const word = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
const BookQuery = Type.Object({ correlationId: word, reference: word }, { additionalProperties: false });

/** The book, for operators: evidence that is independent of the merchant's records. */
export function registerBookRoutes(server: HttpServer, database: Pool, access: ProviderAccess): void {
  server.get(
    '/v1/book',
    { onRequest: access.operator, schema: { querystring: BookQuery, response: { 200: Book } } },
    async (request) => ({ entries: await readBook(database, request.query) }),
  );
}
