import { appendEvents, type Cause } from '@petstore/chassis/events';
import { statement, type Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';

// Locks variants in the same order as reservations do, which prevents deadlocks.
const lockUnpublished = statement<{ sku: string }>(
  'lock-unpublished-stock',
  'select sku from product_variants where not is_stock_told order by sku for update',
);

/** Remaining and reserved units together: what came in, even if some was sold before this event existed. */
const countUnits = statement<{ sku: string; quantity: number }>(
  'count-units',
  `select v.sku, v.stock + coalesce(sum(r.quantity), 0) as quantity
     from product_variants v left join reservations r on r.sku = v.sku and r.kind = 'product' and r.status <> 'released'
    where v.sku = any($1) group by v.sku order by v.sku`,
);

const markPublished = statement(
  'mark-stock-published',
  'update product_variants set is_stock_told = true where sku = any($1)',
);

/**
 * Publishes once for each variant how many units came in so far (`ProductStocked`). Changes of a variant's stock hold
 * its row's lock until they commit, so the second statement, with a snapshot of its own, sees each order and restock
 * whole or not at all. Requires the isolation level `read committed`.
 */
export async function publishStock(transaction: Transaction, cause: Cause): Promise<void> {
  const skus = (await transaction.query(lockUnpublished)).rows.map(({ sku }) => sku);
  if (skus.length === 0) return;
  const { rows } = await transaction.query(countUnits, [skus]);
  const events = rows.map(
    ({ sku, quantity }): NewEvent => ({ type: 'ProductStocked', subject: sku, data: { sku, quantity } }),
  );
  await appendEvents(transaction, events, cause);
  transaction.send(markPublished, [skus]);
}
