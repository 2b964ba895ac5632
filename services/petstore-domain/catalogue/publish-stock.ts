import { appendEvents, type Cause } from '@petstore/chassis/events';
import { statement, type Transaction } from '@petstore/chassis/postgres';
import type { NewEvent } from '@petstore/contracts/events';

// In the order in which reservations lock variants: two that want the same rows queue and never block each other.
const lockUntold = statement<{ sku: string }>(
  'lock-untold-stock',
  'select sku from product_variants where not is_stock_told order by sku for update',
);

/** What is left and what was taken: in a shop that sold before it told this, the amount that makes the sum right. */
const countUnits = statement<{ sku: string; quantity: number }>(
  'count-units',
  `select v.sku, v.stock + coalesce(sum(r.quantity), 0) as quantity
     from product_variants v left join reservations r on r.sku = v.sku and r.kind = 'product' and r.status <> 'released'
    where v.sku = any($1) group by v.sku order by v.sku`,
);

const markTold = statement(
  'mark-stock-told',
  'update product_variants set is_stock_told = true where sku = any($1)',
);

/**
 * Tells once of each variant how many units of it came in. What changes a variant's stock holds the lock of its row until it commits, so
 * the second statement, which is another than the one that waited for the locks, sees each order and restock whole or not at all: this
 * transaction must be of the isolation `read committed`.
 */
export async function publishStock(transaction: Transaction, cause: Cause): Promise<void> {
  const skus = (await transaction.query(lockUntold)).rows.map(({ sku }) => sku);
  if (skus.length === 0) return;
  const { rows } = await transaction.query(countUnits, [skus]);
  const events = rows.map(
    ({ sku, quantity }): NewEvent => ({ type: 'ProductStocked', subject: sku, data: { sku, quantity } }),
  );
  await appendEvents(transaction, events, cause);
  transaction.send(markTold, [skus]);
}
