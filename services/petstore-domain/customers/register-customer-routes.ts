import { type HttpServer, requireCaller } from '@petstore/chassis/http';
import { requireOperator, type TokenVerifier } from '@petstore/chassis/identity';
import { describeSecurity } from '@petstore/chassis/openapi';
import type { Queryable } from '@petstore/chassis/postgres';
import { CustomerAccount, Slug } from '@petstore/contracts/http';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { domainErrors } from '../errors.ts';
import { findCustomer } from './customer-store.ts';

interface CustomerRoutesOptions {
  readonly database: Queryable;
  readonly verifier: TokenVerifier;
  /** Service accounts that may read customer accounts, to open sessions. */
  readonly sessionReaders: readonly string[];
}

/** Customer accounts, readable by the session readers and by operators; never by customers. */
export function registerCustomerRoutes(server: HttpServer, options: CustomerRoutesOptions): void {
  const { database, verifier, sessionReaders } = options;
  const onRequest = describeSecurity({ anyOf: ['mesh', 'bearer'] }, async (request: FastifyRequest) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      requireCaller(request, sessionReaders);
      return;
    }
    request.principal = await verifier.verify(authorization);
    requireOperator(request.principal);
  });
  server.get(
    '/customers/:id',
    { onRequest, schema: { params: Type.Object({ id: Slug }), response: { 200: CustomerAccount } } },
    async (request) => {
      const customer = await findCustomer(database, request.params.id);
      if (customer === null) throw domainErrors.create('customer-not-found');
      return customer;
    },
  );
}
