import { appendEvents } from '@petstore/chassis/events';
import type { HttpServer } from '@petstore/chassis/http';
import { authenticate, principalOf, type TokenVerifier } from '@petstore/chassis/identity';
import type { Metrics } from '@petstore/chassis/metrics';
import { inTransaction, type Pool } from '@petstore/chassis/postgres';
import { Cart, PutCartItem, Slug } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { clearCart, lockCart, readCart } from './cart-store.ts';
import { priceCart } from './price-cart.ts';
import { itemPut, putItem } from './put-item.ts';

export interface CartRoutesOptions {
  readonly database: Pool;
  readonly verifier: TokenVerifier;
  readonly metrics: Metrics;
  /** Called after events were committed. */
  readonly onEvents: () => void;
}

/** Routes of the caller's own cart. */
export function registerCartRoutes(server: HttpServer, options: CartRoutesOptions): void {
  const { database, verifier, metrics, onEvents } = options;
  const onRequest = authenticate(verifier);
  const carts = metrics.counter('petstore_carts_total');

  server.get('/cart', { onRequest, schema: { response: { 200: Cart } } }, async (request) => {
    const { customerId } = principalOf(request);
    return priceCart(customerId, await readCart(database, customerId));
  });

  server.put(
    '/cart/items/:sku',
    {
      onRequest,
      schema: { params: Type.Object({ sku: Slug }), body: PutCartItem, response: { 200: Cart } },
    },
    async (request) => {
      const { customerId } = principalOf(request);
      const { sku } = request.params;
      const cart = await putItem(database, { customerId, sku, quantity: request.body.quantity ?? 1 });
      onEvents();
      return cart;
    },
  );

  server.delete('/cart', { onRequest, config: { answers: { 204: null } } }, async (request, reply) => {
    if (await emptyCart(database, principalOf(request).customerId)) {
      carts.inc({ outcome: 'cleared' });
      onEvents();
    }
    return reply.code(204).send();
  });
}

/** True if the cart held any item. */
async function emptyCart(database: Pool, customerId: string): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    const lines = await lockCart(transaction, customerId);
    clearCart(transaction, customerId);
    await appendEvents(
      transaction,
      lines.map(({ sku }) => itemPut({ customerId, sku, quantity: 0 })),
    );
    return lines.length > 0;
  });
}
