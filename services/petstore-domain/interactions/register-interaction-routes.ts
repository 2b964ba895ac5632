import { insertOutboxRows, type OutboxRows, withOutboxRows } from '@petstore/chassis/events';
import type { HttpServer } from '@petstore/chassis/http';
import { authenticate, principalOf, type TokenVerifier } from '@petstore/chassis/identity';
import { type Pool, type Queryable, statementWithParameters } from '@petstore/chassis/postgres';
import type { CustomerInteracted, NewEvent } from '@petstore/contracts/events';
import { Interaction, InteractionAccepted } from '@petstore/contracts/http';
import { findSellableItem } from '../cart/cart-store.ts';
import { domainErrors } from '../errors.ts';
import { findOrder } from '../orders/order-view-store.ts';

export interface InteractionRoutesOptions {
  readonly database: Pool;
  readonly verifier: TokenVerifier;
  /** Called after events were committed. */
  readonly onEvents: () => void;
}

/** Records views, clicks, cart additions and purchases as events, which the advisor and analytics consume. */
export function registerInteractionRoutes(server: HttpServer, options: InteractionRoutesOptions): void {
  const { database, verifier, onEvents } = options;
  server.post(
    '/interactions',
    {
      onRequest: authenticate(verifier),
      schema: { body: Interaction, response: { 202: InteractionAccepted } },
    },
    async (request, reply) => {
      const messageId = await recordInteraction(
        database,
        interacted(principalOf(request).customerId, request.body),
      );
      onEvents();
      return reply.code(202).send({ messageId });
    },
  );
}

function interacted(customerId: string, body: Interaction): CustomerInteracted {
  const { type, petId, sku, orderId, recommendationId } = body;
  return {
    customerId,
    interaction: type,
    petId: petId ?? null,
    sku: sku ?? null,
    orderId: orderId ?? null,
    recommendationId: recommendationId ?? null,
  };
}

const insertInteraction = statementWithParameters<OutboxRows & { readonly named: readonly string[] }>(
  'insert-interaction',
  insertOutboxRows(
    `not exists (
       select from unnest(:named::text[]) as asked (sku)
        where not exists (select from pets where id = asked.sku)
          and not exists (select from product_variants v where v.sku = asked.sku))`,
  ),
);

/** Publishes the interaction if its items exist; one statement, which is its own transaction. */
export async function recordInteraction(database: Pool, data: CustomerInteracted): Promise<string> {
  const named = [data.petId, data.sku].filter((name) => name !== null);
  if (named.length === 0) throw domainErrors.create('interaction-item-missing');
  if (data.orderId !== null) await requireOrder(database, data.customerId, data.orderId, named);
  const fact: NewEvent = { type: 'CustomerInteracted', subject: data.customerId, data };
  return withOutboxRows([fact], async (rows) => {
    const { rowCount } = await database.query(
      insertInteraction,
      insertInteraction.values({ ...rows, named }),
    );
    if (rowCount === 0) throw domainErrors.create('interaction-item-unknown');
    return rows.messageIds.join();
  });
}

/**
 * Refuses an absent order, another customer's and one without the items alike, so that the answer reveals nothing about
 * other customers' orders.
 */
async function requireOrder(
  database: Queryable,
  customerId: string,
  orderId: string,
  skus: readonly string[],
): Promise<void> {
  for (const sku of skus) {
    if ((await findSellableItem(database, sku)) === null)
      throw domainErrors.create('interaction-item-unknown');
  }
  const order = await findOrder(database, orderId, customerId);
  const bought = new Set(order?.items.map(({ sku }) => sku));
  if (!skus.every((sku) => bought.has(sku))) throw domainErrors.create('interaction-order-unknown');
}
