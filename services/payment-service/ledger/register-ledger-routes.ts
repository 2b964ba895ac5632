import type { HttpServer } from '@petstore/chassis/http';
import type { Pool } from '@petstore/chassis/postgres';
import { PaymentLedger } from '@petstore/contracts/http';
import { Type } from 'typebox';
import type { PaymentAccess } from '../access/payment-access.ts';
import { readPayment } from '../payments/payment-store.ts';
import { readLedger } from './ledger-store.ts';

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) });

/** The journal entries of a payment, for operators. */
export function registerLedgerRoutes(server: HttpServer, database: Pool, access: PaymentAccess): void {
  server.get(
    '/payments/:id/ledger',
    { onRequest: access.operator, schema: { params, response: { 200: PaymentLedger } } },
    async (request) => {
      const { id } = await readPayment(database, request.params.id);
      return { entries: await readLedger(database, id) };
    },
  );
}
