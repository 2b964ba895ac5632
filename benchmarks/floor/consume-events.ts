import type { BareDatabase, BareStatement } from './bare-database.ts';
import { gather } from './gather.ts';
import { eventChannel } from './publish.ts';

/** $1 consumer. What it has not handled yet, each source in its order. */
const readEvents: BareStatement = {
  name: 'events',
  text: `
    select e.source, e.position, e.type, e.subject, e.data
    from consumers c join event_log e on e.source = c.source and e.position > c.position
    where c.name = $1 order by e.position limit 1000`,
};

/** $1 consumer, $2 its new positions, $3 counts by type, $4 rows of the consumer's own. */
function turnOf(ownEffect: string): BareStatement {
  return {
    name: 'consumer turn',
    text: `
      with place as (
        update consumers set position = p.position
        from jsonb_to_recordset($2::jsonb) as p(source text, position bigint)
        where consumers.name = $1 and consumers.source = p.source
      ), counted as (
        insert into event_counts (consumer, type, count)
        select $1, type, count from jsonb_to_recordset($3::jsonb) as t(type text, count integer)
        on conflict (consumer, type) do update set count = event_counts.count + excluded.count
      )
      ${ownEffect}`,
  };
}

const turns = {
  analytics: turnOf(`
    insert into business_orders (order_id, status)
    select id, value from jsonb_to_recordset($4::jsonb) as o(id text, value text)
    on conflict (order_id) do update set status = excluded.status, happened_at = now()`),
  advisor: turnOf(`
    insert into customer_signals (customer_id, subject, type)
    select id, value, 'signal' from jsonb_to_recordset($4::jsonb) as s(id text, value text)
    on conflict do nothing`),
};

export type FloorConsumer = keyof typeof turns;

interface EventRow {
  readonly source: string;
  readonly position: string;
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
}

/** Handles events as they are published, gathered: reads them, and commits effect and position by one statement. */
export async function consumeEvents(consumer: FloorConsumer, database: BareDatabase): Promise<void> {
  await database.listen(
    eventChannel,
    gather(() => handleEvents(consumer, database)),
  );
}

async function handleEvents(consumer: FloorConsumer, database: BareDatabase): Promise<void> {
  const events = await database.read<EventRow>(readEvents, [consumer]);
  if (events.length === 0) return;
  const positions = new Map(events.map(({ source, position }) => [source, position]));
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  const places = [...positions].map(([source, position]) => ({ source, position }));
  const types = [...counts].map(([type, count]) => ({ type, count }));
  const own = consumer === 'analytics' ? ordersIn(events) : signalsIn(events);
  const values = [consumer, ...[places, types, own].map((each) => JSON.stringify(each))];
  await database.commit(turns[consumer], values);
}

/** The last status of each order. */
function ordersIn(events: readonly EventRow[]) {
  const statuses = new Map(
    events.filter(({ type }) => type.startsWith('Order')).map(({ subject, type }) => [subject, type]),
  );
  return [...statuses].map(([id, value]) => ({ id, value }));
}

/** What each customer looked at or took. */
function signalsIn(events: readonly EventRow[]) {
  return events.flatMap(({ type, subject, data }) => {
    const { petId, sku } = data as { petId?: string; sku?: string };
    const value = type === 'CustomerInteracted' ? petId : type === 'CartItemPut' ? sku : undefined;
    return value === undefined ? [] : [{ id: subject, value }];
  });
}
