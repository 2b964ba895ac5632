import { uuidV7 } from '@petstore/chassis/correlation';
import type { HttpServer, OutgoingRequest } from '@petstore/chassis/http';
import { describeSecurity } from '@petstore/chassis/openapi';
import { resilienceErrors } from '@petstore/chassis/resilience';
import {
  EarlierCreateOrder,
  EarlierFailure,
  EarlierOrderAnswer,
  EarlierOrderQuery,
  EarlierPaymentAnswer,
  EarlierProcessPayment,
  headers,
  Order,
  visibleText,
} from '@petstore/contracts/http';
import { Compile } from 'typebox/compile';
import { gatewayErrors } from '../errors.ts';
import { pathOf } from '../forwarding/forward.ts';
import { sendWaiting } from '../forwarding/send-waiting.ts';
import { type Acting, type ActingCustomer, actAsCustomer } from './act-as-customer.ts';
import { succeeded } from './register-earlier-browsing.ts';
import { cardTokenOf, readEarlierOrderId, toMinorUnits } from './translate-values.ts';
import { viewEarlierOrder } from './view-earlier.ts';

export type EarlierOrderingOptions = Acting;

const orders = Compile(Order);
const isOrder = (body: unknown): body is Order => orders.Check(body);

const old = { isDeprecated: true, failure: EarlierFailure } as const;

/** As long as the earlier demo's payments took; a payment that takes longer is reported as processing. */
const decided = { waitFor: 'payment_confirmed', timeout: 2 } as const;

const hasVisibleText = new RegExp(visibleText, 'u');

/**
 * Describes the security for OpenAPI only: the customer is known after the body is read, so the handlers authenticate.
 */
const onRequest = describeSecurity({ anyOf: ['none', 'bearer'] }, async () => undefined);

/** The earlier demo's paths for orders of the named customer. */
export function registerEarlierOrdering(scope: HttpServer, options: EarlierOrderingOptions): void {
  registerCreation(scope, options);
  registerPayment(scope, options);

  scope.get(
    '/order-status',
    {
      onRequest,
      config: { ...old, summary: "An order's state; replaced by GET /v1/orders/{id}" },
      schema: { querystring: EarlierOrderQuery, response: { 200: EarlierOrderAnswer } },
    },
    async (request) => {
      const { customerId, orderId } = readEarlierOrderId(request.query.order_id);
      const customer = await actAsCustomer(request, customerId, options);
      return { ...succeeded(request), ...viewEarlierOrder(await readOrder(options, customer, orderId)) };
    },
  );
}

/**
 * Places an order together with its payment, as the current API does:
 * docs/decisions/0009-the-earlier-demos-paths-act-as-named-customers.md
 */
function registerCreation(scope: HttpServer, options: EarlierOrderingOptions): void {
  scope.post(
    '/create-order',
    {
      onRequest,
      config: { ...old, idempotencyKey: 'optional', summary: 'Order one pet; replaced by POST /v1/orders' },
      schema: { body: EarlierCreateOrder, response: { 200: EarlierOrderAnswer } },
    },
    async (request) => {
      const { customer_id, pet_id, special_instructions = '', payment_method } = request.body;
      const customer = await actAsCustomer(request, customer_id, options);
      const delivery = {
        name: customer.account.name,
        // The earlier demo also sent an empty field, which the current API refuses.
        ...(hasVisibleText.test(special_instructions) ? { instructions: special_instructions } : {}),
      };
      const key = request.headers[headers.idempotencyKey];
      const { body } = await options.domain.send({
        method: 'POST',
        path: '/orders',
        expects: isOrder,
        headers: customer.headers,
        idempotencyKey: typeof key === 'string' ? key : `earlier-demo-${uuidV7()}`,
        body: {
          items: [{ sku: pet_id, quantity: 1 }],
          payment: { cardToken: cardTokenOf(payment_method) },
          delivery,
        },
      });
      return { ...succeeded(request), ...viewEarlierOrder(body) };
    },
  );
}

function registerPayment(scope: HttpServer, options: EarlierOrderingOptions): void {
  scope.post(
    '/process-payment',
    {
      onRequest,
      config: { ...old, summary: "Outcome of an order's payment; replaced by GET /v1/orders/{id}" },
      schema: { body: EarlierProcessPayment, response: { 200: EarlierPaymentAnswer } },
    },
    async (request, reply) => {
      const { order_id, amount } = request.body;
      const { customerId, orderId } = readEarlierOrderId(order_id);
      const customer = await actAsCustomer(request, customerId, options);
      const exchange = { request, reply };
      const response = await sendWaiting(options.domain, exchange, decided, orderCall(customer, orderId));
      if (response === null) throw resilienceErrors.create('deadline-exceeded');
      const order = response.body;
      const { total, cancellation, paymentId } = order;
      if (amount !== undefined && toMinorUnits(amount, total.currency) !== total.amountMinor)
        throw gatewayErrors.create('amount-differs');
      if (cancellation !== null) {
        const { code, reason } = cancellation;
        throw gatewayErrors.create('order-cancelled', { message: reason, details: { reason: code } });
      }
      const payment_status = isPaymentOpen(order) ? ('processing' as const) : ('confirmed' as const);
      return { ...succeeded(request), ...viewEarlierOrder(order), payment_status, payment_id: paymentId };
    },
  );
}

async function readOrder(
  { domain }: EarlierOrderingOptions,
  customer: ActingCustomer,
  orderId: string,
): Promise<Order> {
  return (await domain.send(orderCall(customer, orderId))).body;
}

function orderCall({ headers: own }: ActingCustomer, orderId: string): OutgoingRequest<Order> {
  return { method: 'GET', path: pathOf`/orders/${orderId}`, headers: own, expects: isOrder };
}

function isPaymentOpen({ status }: Order): boolean {
  return status === 'pending' || status === 'payment_processing';
}
