import { appendEvents } from '@petstore/chassis/events';
import type { HttpServer } from '@petstore/chassis/http';
import { inTransaction, type Pool } from '@petstore/chassis/postgres';
import { AdvisorFeedback } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { matchKnownOrder, oldestKnownOrder } from './known-order-store.ts';
import { type OrderKnowledge, requireOrder } from './require-order.ts';

interface FeedbackRouteOptions extends Pick<OrderKnowledge, 'consumer' | 'clock'> {
  readonly database: Pool;
  /** Called after the event has been committed. */
  readonly committed: () => void;
}

const Accepted = Type.Object({ message_id: Type.String() });

/**
 * Publishes feedback as an event, so that it has the same effect as feedback received by petstore-domain. An
 * order that cannot be confirmed is left out of the event, so that a purchase is not counted.
 */
export function registerFeedbackRoute(server: HttpServer, options: FeedbackRouteOptions): void {
  const { database, consumer, clock, committed } = options;
  const knowledge: OrderKnowledge = {
    match: (order) => matchKnownOrder(database, order),
    oldest: () => oldestKnownOrder(database),
    consumer,
    clock,
  };
  server.route({
    method: 'POST',
    url: '/feedback',
    schema: { body: AdvisorFeedback, response: { 202: Accepted } },
    async handler(request, reply) {
      const {
        customer_id: customerId,
        pet_id: petId,
        type,
        order_id: named = null,
        recommendation_id: recommendationId = null,
      } = request.body;
      const isConfirmed =
        named !== null && (await requireOrder({ orderId: named, customerId, petId }, knowledge));
      const orderId = isConfirmed ? named : null;
      const data = { customerId, interaction: type, petId, sku: null, orderId, recommendationId };
      const [recorded] = await inTransaction(database, (transaction) =>
        appendEvents(transaction, [{ type: 'CustomerInteracted', subject: customerId, data }]),
      );
      committed();
      return reply.code(202).send({ message_id: recorded?.messageId ?? '' });
    },
  });
}
