import type { RecordedEvent } from '@petstore/chassis/events';
import type { HttpServer } from '@petstore/chassis/http';
import {
  idempotencyKeyOf,
  type OnceAnswer,
  optionalIdempotencyKeyOf,
  sendAnswer,
} from '@petstore/chassis/idempotency';
import { authenticate, principalOf } from '@petstore/chassis/identity';
import { CancelOrder, Order, RefundOrder, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { cancelOrder } from './cancel-order.ts';
import { countOrderEvents } from './count-order-events.ts';
import { readableOrder } from './readable-order.ts';
import { refundOrder } from './refund-order.ts';
import type { OrderRoutesOptions } from './register-order-routes.ts';

const ById = Type.Object({ id: Slug });

/** What a customer, or an operator, asks for after an order was placed. */
export function registerOrderChangeRoutes(server: HttpServer, options: OrderRoutesOptions): void {
  const { database, verifier, onOrder, onRefund } = options;
  const onRequest = authenticate(verifier);

  server.post(
    '/orders/:id/cancel',
    {
      onRequest,
      config: { idempotencyKey: 'optional' },
      schema: { params: ById, body: CancelOrder, response: { 200: Order, 202: Order } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const idempotencyKey = optionalIdempotencyKeyOf(request.headers);
      const order = await readableOrder(database, request.params.id, principal);
      const { correlationId } = request.interaction;
      const { body } = request;
      const once = await cancelOrder(database, { order, principal, idempotencyKey, correlationId, body });
      if (report(once, options)) onOrder();
      return sendAnswer(reply, once.answer);
    },
  );

  server.post(
    '/orders/:id/refund',
    {
      onRequest,
      config: { idempotencyKey: 'required' },
      schema: { params: ById, body: RefundOrder, response: { 202: Order } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const idempotencyKey = idempotencyKeyOf(request.headers);
      const order = await readableOrder(database, request.params.id, principal);
      const { correlationId } = request.interaction;
      const { body } = request;
      const once = await refundOrder(database, { order, principal, idempotencyKey, correlationId, body });
      if (report(once, options)) onRefund();
      return sendAnswer(reply, once.answer);
    },
  );
}

/** Whether anything happened just now. */
function report(
  once: OnceAnswer<readonly RecordedEvent[]>,
  { metrics, onEvents }: OrderRoutesOptions,
): boolean {
  if (once.isReplay || once.result.length === 0) return false;
  countOrderEvents(metrics, once.result);
  onEvents();
  return true;
}
