import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { FaultSettings } from './decide-fault.ts';

const put = statement(
  'faults-put',
  `insert into faults (settings) values ($1)
   on conflict (is_only) do update set settings = excluded.settings, drawn = 0, set_at = now()`,
);
const remove = statement('faults-remove', 'delete from faults');
const select = statement<{ settings: FaultSettings }>('faults-select', 'select settings from faults');
const draw = statement<{ settings: FaultSettings; drawn: number }>(
  'faults-draw',
  'update faults set drawn = drawn + 1 returning settings, drawn',
);

export async function putFaults(database: Queryable, settings: FaultSettings): Promise<void> {
  await database.query(put, [settings]);
}

export async function removeFaults(database: Queryable): Promise<void> {
  await database.query(remove);
}

export async function readFaults(database: Queryable): Promise<FaultSettings | undefined> {
  return (await database.query(select)).rows[0]?.settings;
}

/** Increments the draw counter and returns it with the settings; undefined if no faults are set. */
export async function drawFaults(
  database: Queryable,
): Promise<{ settings: FaultSettings; drawn: number } | undefined> {
  return (await database.query(draw)).rows[0];
}
