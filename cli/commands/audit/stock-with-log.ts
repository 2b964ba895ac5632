import { unnamedStatement } from '@petstore/chassis/postgres';
import type { Finding } from './finding.ts';
import type { Comparison } from './question.ts';

interface VariantRow {
  readonly sku: string;
  readonly stock: number;
  readonly taken: number;
}

interface StockEvent {
  readonly id: string;
  readonly type: 'ProductStocked' | 'ProductRestocked';
  readonly sku: string;
  /** As text: a value that is not a number must become a finding, not abort the audit. */
  readonly quantity: string | null;
}

const selectVariants = unnamedStatement<VariantRow>(`
  select v.sku, v.stock, coalesce(sum(r.quantity), 0) as taken
  from product_variants v left join reservations r on r.sku = v.sku and r.kind = 'product' and r.status in ('held', 'committed', 'sold')
  group by v.sku, v.stock`);

const stockEvent = `message_id as id, type, subject as sku, data ->> 'quantity' as quantity`;
const isOfStock = `type in ('ProductStocked', 'ProductRestocked')`;

const selectLogged = unnamedStatement<StockEvent & { isAtRest: boolean }>(`
  select ${stockEvent}, occurred_at < now() - make_interval(secs => $1) as "isAtRest"
  from event_log where ${isOfStock} order by transaction_id, position`);

const selectOutbox = unnamedStatement<StockEvent>(
  `select ${stockEvent} from outbox where ${isOfStock} order by position`,
);

/** The stock of each variant equals the units received, by its events, less the units taken by orders. */
export const compareStockWithLog: Comparison = async ({ shop, log }, { settleSeconds }) => {
  const variants = (await shop.query(selectVariants)).rows;
  const outbox = (await shop.query(selectOutbox)).rows;
  const logged = (await log.query(selectLogged, [settleSeconds])).rows;
  const cameIn = unitsThatCameIn(eventsAtTheSameInstant(outbox, logged));
  const known = new Set(variants.map(({ sku }) => sku));
  const strangers = [...cameIn.keys()].filter((sku) => !known.has(sku));
  return [
    ...variants.flatMap((variant) => contradictions(variant, cameIn.get(variant.sku))),
    ...strangers.map((sku) => finding(sku, 'units were received, and there is no such product')),
  ];
};

/**
 * Stock events up to the shop's snapshot. The outbox is exact but short-lived, the log is complete but was read later:
 * recent events that only the log has happened after the snapshot.
 */
function eventsAtTheSameInstant(
  outbox: readonly StockEvent[],
  logged: readonly (StockEvent & { isAtRest: boolean })[],
): readonly StockEvent[] {
  const recorded = new Set(outbox.map(({ id }) => id));
  const published = new Set(logged.map(({ id }) => id));
  return [
    ...logged.filter(({ id, isAtRest }) => isAtRest || recorded.has(id)),
    ...outbox.filter(({ id }) => !published.has(id)),
  ];
}

/** Units received by SKU; null where an adjustment refers to an unknown initial amount. */
function unitsThatCameIn(events: readonly StockEvent[]): ReadonlyMap<string, number | null> {
  const units = new Map<string, number | null>();
  for (const { type, sku, quantity } of events) {
    const amount = quantity === null ? Number.NaN : Number(quantity);
    const before = units.get(sku) ?? null;
    if (type === 'ProductStocked') units.set(sku, amount);
    else units.set(sku, before === null ? null : before + amount);
  }
  return units;
}

/** The detail does not depend on concurrent orders, so that the second look yields an identical finding. */
function contradictions({ sku, stock, taken }: VariantRow, cameIn: number | null = null): Finding[] {
  if (cameIn === null) return [finding(sku, 'no event states its initial amount')];
  const surplus = stock + taken - cameIn;
  if (surplus === 0) return [];
  if (Number.isNaN(surplus)) return [finding(sku, 'an event of its stock has no numeric quantity')];
  const difference = surplus > 0 ? `${surplus} more` : `${-surplus} fewer`;
  return [finding(sku, `stock is ${difference} than units received less units taken`)];
}

function finding(sku: string, detail: string): Finding {
  return { invariant: 'I4', subject: sku, detail };
}
