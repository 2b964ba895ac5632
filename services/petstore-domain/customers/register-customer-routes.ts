import { type HttpServer, requireCaller } from '@petstore/chassis/http';
import { requireOperator, type TokenVerifier } from '@petstore/chassis/identity';
import type { Queryable } from '@petstore/chassis/postgres';
import { CustomerAccount, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { domainErrors } from '../errors.ts';
import { findCustomer } from './customer-store.ts';

interface CustomerRoutesOptions {
  readonly database: Queryable;
  readonly verifier: TokenVerifier;
  /** Service accounts that may read accounts to open sessions. */
  readonly sessionReaders: readonly string[];
}

/** Accounts, for whoever opens sessions and for operators; never for customers. */
export function registerCustomerRoutes(server: HttpServer, options: CustomerRoutesOptions): void {
  const { database, verifier, sessionReaders } = options;
  server.get(
    '/customers/:id',
    { schema: { params: Type.Object({ id: Slug }), response: { 200: CustomerAccount } } },
    async (request) => {
      const { authorization } = request.headers;
      if (authorization === undefined) {
        requireCaller(request, sessionReaders);
      } else {
        request.principal = await verifier.verify(authorization);
        requireOperator(request.principal);
      }
      const customer = await findCustomer(database, request.params.id);
      if (customer === null) throw domainErrors.create('customer-not-found');
      return customer;
    },
  );
}
