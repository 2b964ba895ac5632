import {
  type Queryable,
  type Statement,
  statement,
  statementWithParameters,
  type Transaction,
} from '@petstore/chassis/postgres';
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

/** Pets first, then variants: the second part waits until the first has locked its rows. */
const lockStock = statement<StockRow>(
  'lock-stock',
  `with locked_pets as (
     select id as sku, case when status = 'available' then 1 else 0 end as in_stock
       from pets where id = any($1) order by id for update
   ), locked_variants as (
     select sku, stock as in_stock from product_variants
      where sku = any($2) and (select count(*) from locked_pets) >= 0 order by sku for update
   )
   select sku, in_stock from locked_pets union all select sku, in_stock from locked_variants`,
);

interface Reserved {
  readonly orderId: string;
  readonly petIds: readonly string[];
  readonly skus: readonly string[];
  readonly kinds: readonly string[];
  readonly quantities: readonly number[];
  readonly seconds: number;
}

/** Requires the locks of `lockStock`. */
const takeStock = statementWithParameters<
  Reserved,
  { pets: number; variants: number; expires_at: Date | null }
>(
  'reserve-stock',
  `with wanted as (
     select * from unnest(:skus::text[], :kinds::text[], :quantities::integer[]) as w (sku, kind, quantity)
   ), taken_pets as (
     update pets set status = 'reserved', order_id = :orderId where id = any(:petIds::text[]) and status = 'available'
     returning 1
   ), taken_variants as (
     update product_variants v set stock = v.stock - w.quantity
       from wanted w where w.kind = 'product' and v.sku = w.sku and v.stock >= w.quantity
     returning 1
   ), held as (
     insert into reservations (order_id, sku, kind, quantity, expires_at)
     select :orderId, sku, kind, quantity, now() + make_interval(secs => :seconds) from wanted
     returning expires_at
   )
   select (select count(*) from taken_pets) as pets, (select count(*) from taken_variants) as variants,
     (select min(expires_at) from held) as expires_at`,
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
  const { rows } = await transaction.query(lockStock, [skusOf(pets), skusOf(variants)]);
  const decision = decideReservation(items, new Map(rows.map((row) => [row.sku, row.in_stock])));
  if ('refused' in decision) return decision;
  const values = takeStock.values({
    orderId,
    petIds: skusOf(pets),
    skus: skusOf(items),
    kinds: items.map(({ kind }) => kind),
    quantities: quantitiesOf(items),
    seconds,
  });
  const [taken] = (await transaction.query(takeStock, values)).rows;
  if (taken?.expires_at == null || taken.pets !== pets.length || taken.variants !== variants.length)
    throw domainErrors.create('stock-changed-under-lock', { details: { orderId, ...taken } });
  return { expiresAt: taken.expires_at };
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
