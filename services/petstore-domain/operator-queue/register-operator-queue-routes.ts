import type { HttpServer } from '@petstore/chassis/http';
import { authenticateOperator, principalOf } from '@petstore/chassis/identity';
import { ParkedOrder, pageOf, pageQuery, ResolveParkedOrder, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { decodeCursor, pageOfRows } from '../catalogue/list-cursor.ts';
import type { OrderRoutesOptions } from '../order-requests/register-order-routes.ts';
import { countOrderEvents } from '../orders/count-order-events.ts';
import { listParkedOrders } from './parked-order-store.ts';
import { type ResolutionParts, resolveParkedOrder } from './resolve-parked-order.ts';

type QueueOptions = Pick<
  OrderRoutesOptions,
  'database' | 'verifier' | 'metrics' | 'onEvents' | 'onOrder' | 'onRefund'
> &
  ResolutionParts;

const list = 'parked orders';
const ById = Type.Object({ id: Slug });
const Query = Type.Object(pageQuery, { additionalProperties: false });
const Resolved = Type.Object({ orderId: Type.String() });

/** Lists and resolves orders that need an operator. */
export function registerOperatorQueueRoutes(server: HttpServer, options: QueueOptions): void {
  const { database, verifier, metrics, onEvents, onOrder, onRefund } = options;
  const onRequest = authenticateOperator(verifier);

  server.get(
    '/operator/orders',
    { onRequest, schema: { querystring: Query, response: { 200: pageOf(ParkedOrder) } } },
    async (request) => {
      const { limit = 20, cursor } = request.query;
      const afterId = decodeCursor(list, cursor);
      return pageOfRows(await listParkedOrders(database, { afterId, limit }), { list, limit });
    },
  );

  server.post(
    '/operator/orders/:id/resolve',
    { onRequest, schema: { params: ById, body: ResolveParkedOrder, response: { 202: Resolved } } },
    async (request, reply) => {
      const { params, body, interaction: cause } = request;
      const orderId = params.id;
      const principal = principalOf(request);
      const recorded = await resolveParkedOrder(options, { orderId, principal, body, cause });
      countOrderEvents(metrics, recorded);
      onOrder();
      if (recorded.length > 0) {
        onEvents();
        onRefund();
      }
      return reply.code(202).send({ orderId });
    },
  );
}
