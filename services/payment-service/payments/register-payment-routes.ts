import type { HttpServer } from '@petstore/chassis/http';
import { isOperator } from '@petstore/chassis/identity';
import type { Pool } from '@petstore/chassis/postgres';
import { Payment, PaymentList } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { mayAccess, type PaymentAccess } from '../access/payment-access.ts';
import { paymentErrors } from '../errors.ts';
import { viewPayment } from './payment.ts';
import { listPayments, readPayment } from './payment-store.ts';

const params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) });
const word = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
const PaymentQuery = Type.Object({ orderId: word, correlationId: word }, { additionalProperties: false });

/** Look-ups: customers read their own payments, operators and the order saga all of them. */
export function registerPaymentRoutes(server: HttpServer, database: Pool, access: PaymentAccess): void {
  server.get(
    '/payments',
    { onRequest: access.read, schema: { querystring: PaymentQuery, response: { 200: PaymentList } } },
    async (request) => {
      const { principal, query } = request;
      const isLimited = principal !== null && !isOperator(principal);
      const customerId = isLimited ? principal.customerId : undefined;
      const payments = await listPayments(database, { ...query, customerId });
      return { items: payments.map(viewPayment) };
    },
  );

  server.get(
    '/payments/:id',
    { onRequest: access.read, schema: { params, response: { 200: Payment } } },
    async (request) => {
      const payment = await readPayment(database, request.params.id);
      if (!mayAccess(request.principal, payment.customerId)) throw paymentErrors.create('payment-not-found');
      return viewPayment(payment);
    },
  );
}
