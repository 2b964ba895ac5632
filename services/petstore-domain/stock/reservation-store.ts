import { type Queryable, type Statement, statement, type Transaction } from '@petstore/chassis/postgres';
import { domainErrors } from '../errors.ts';
import { decideReservation, type ReservationDecision, type ReservationItem } from './decide-reservation.ts';

interface StockRow {
  readonly sku: string;
  readonly in_stock: number;
}

// Every transaction locks pets before variants, each by ascending id, which prevents deadlocks.
const lockPets = statement<StockRow>(
  'lock-pets',
  `select id as sku, case when status = 'available' then 1 else 0 end as in_stock
     from pets where id = any($1) order by id for update`,
);
const lockVariants = statement<StockRow>(
  'lock-variants',
  'select sku, stock as in_stock from product_variants where sku = any($1) order by sku for update',
);

const takePets = statement(
  'reserve-pets',
  `update pets set status = 'reserved', order_id = $1 where id = any($2) and status = 'available'`,
);
const takeVariants = statement(
  'reserve-variants',
  `update product_variants v set stock = v.stock - w.quantity
     from unnest($1::text[], $2::integer[]) as w (sku, quantity) where v.sku = w.sku and v.stock >= w.quantity`,
);
const insertReservations = statement<{ expires_at: Date }>(
  'insert-reservations',
  `insert into reservations (order_id, sku, kind, quantity, expires_at)
   select $1, sku, kind, quantity, now() + make_interval(secs => $5)
     from unnest($2::text[], $3::text[], $4::integer[]) as w (sku, kind, quantity)
   returning expires_at`,
);

const commitHeld = statement(
  'commit-reservations',
  `update reservations set status = 'committed' where order_id = $1 and status = 'held'`,
);

const sellCommitted = statement(
  'sell-reservations',
  `update reservations set status = 'sold' where order_id = $1 and status = 'committed'`,
);
const sellPets = statement<{ id: string }>(
  'sell-pets',
  `with held as (select id from pets where order_id = $1 and status = 'reserved' order by id for update)
   update pets p set status = 'sold' from held where p.id = held.id returning p.id`,
);

const releaseReservations = statement<ReservationItem>(
  'release-reservations',
  `update reservations set status = 'released' where order_id = $1 and status = any($2)
   returning sku, kind, quantity`,
);
const freePets = statement<{ id: string }>(
  'free-pets',
  `update pets set status = 'available', order_id = null
   where order_id = $1 and id = any($2) and status in ('reserved', 'sold')
   returning id`,
);
const returnVariants = statement(
  'return-variants',
  `update product_variants v set stock = v.stock + w.quantity
     from unnest($1::text[], $2::integer[]) as w (sku, quantity) where v.sku = w.sku`,
);

export type Reservation = Exclude<ReservationDecision, { reserved: unknown }> | { readonly expiresAt: Date };

/** Reserves all items of an order, or none. */
export async function reserveItems(
  transaction: Queryable,
  orderId: string,
  items: readonly ReservationItem[],
  seconds: number,
): Promise<Reservation> {
  const [pets, variants] = byKind(items);
  // Sent together in one round trip; the connection runs them in order.
  const rows = await Promise.all([
    lockRows(transaction, lockPets, pets),
    lockRows(transaction, lockVariants, variants),
  ]);
  const decision = decideReservation(items, new Map(rows.flat().map((row) => [row.sku, row.in_stock])));
  if ('refused' in decision) return decision;
  const kinds = items.map(({ kind }) => kind);
  const values = [orderId, skusOf(items), kinds, quantitiesOf(items), seconds];
  const [, , { rows: reserved }] = await Promise.all([
    changeRows(transaction, takePets, [orderId, skusOf(pets)], pets.length),
    changeRows(transaction, takeVariants, [skusOf(variants), quantitiesOf(variants)], variants.length),
    transaction.query(insertReservations, values),
  ]);
  const [first] = reserved;
  if (first === undefined) throw domainErrors.create('stock-changed-under-lock', { details: { orderId } });
  return { expiresAt: first.expires_at };
}

/** Commits the reservation of an order that is being accepted; false if it has expired. */
export async function commitReservation(
  transaction: Queryable,
  orderId: string,
  itemCount: number,
): Promise<boolean> {
  return (await transaction.query(commitHeld, [orderId])).rowCount === itemCount;
}

/** Marks the items of a paid order as sold. Resolves with the ids of its pets. */
export async function sellReservation(transaction: Transaction, orderId: string): Promise<readonly string[]> {
  transaction.send(sellCommitted, [orderId]);
  return (await transaction.query(sellPets, [orderId])).rows.map(({ id }) => id);
}

export interface Release {
  readonly itemCount: number;
  readonly petIds: readonly string[];
}

/**
 * Releases the items of an order; a repetition releases nothing. The scope `expired` includes only reservations that
 * are not committed; `everything` also includes sold items, for an order that was refunded.
 */
export async function releaseReservation(
  transaction: Queryable,
  orderId: string,
  scope: 'expired' | 'everything',
): Promise<Release> {
  const statuses = scope === 'expired' ? ['held'] : ['held', 'committed', 'sold'];
  const released = (await transaction.query(releaseReservations, [orderId, statuses])).rows;
  const [pets, variants] = byKind(released);
  await lockRows(transaction, lockPets, pets);
  const freed = pets.length === 0 ? [] : (await transaction.query(freePets, [orderId, skusOf(pets)])).rows;
  await lockRows(transaction, lockVariants, variants);
  const values = [skusOf(variants), quantitiesOf(variants)];
  await changeRows(transaction, returnVariants, values, variants.length);
  return { itemCount: released.length, petIds: freed.map(({ id }) => id) };
}

function byKind(items: readonly ReservationItem[]): [pets: ReservationItem[], variants: ReservationItem[]] {
  return [items.filter(({ kind }) => kind === 'pet'), items.filter(({ kind }) => kind === 'product')];
}

const skusOf = (items: readonly ReservationItem[]) => items.map(({ sku }) => sku);
const quantitiesOf = (items: readonly ReservationItem[]) => items.map(({ quantity }) => quantity);

async function lockRows(
  transaction: Queryable,
  lock: Statement<StockRow>,
  items: readonly ReservationItem[],
): Promise<readonly StockRow[]> {
  return items.length === 0 ? [] : (await transaction.query(lock, [skusOf(items)])).rows;
}

async function changeRows(
  transaction: Queryable,
  change: Statement,
  values: readonly unknown[],
  expected: number,
): Promise<void> {
  if (expected === 0) return;
  const { rowCount } = await transaction.query(change, values);
  if (rowCount !== expected) {
    throw domainErrors.create('stock-changed-under-lock', {
      details: { statement: change.name, rowCount, expected },
    });
  }
}
