import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineStatus } from '@petstore/engine/api/control';
import type pg from 'pg';
import { request } from 'undici';

/** Counters by name, such as `statements: events`; a part after a colon is a database or a Deployment. */
export type Units = ReadonlyMap<string, number>;

export interface UnitSources {
  readonly status: Pick<EngineStatus, 'dataDirectory' | 'deployments' | 'telemetry'>;
  /** A superuser's connections to the database of administrators and to that of events. */
  readonly observer: pg.Client;
  readonly events: pg.Client;
}

/** Without `begin` and `commit`, which the extension leaves out as utilities, and without the benchmark's own. */
const readStatements = `
  select 'statements: ' || datname as name, sum(calls)::float8 as count
  from pg_stat_statements s join pg_database d on d.oid = s.dbid
  where s.userid <> current_user::regrole and datname <> 'postgres' group by datname`;
const readTransactions = `
  select 'transactions: ' || datname as name, (xact_commit + xact_rollback)::float8 as count
  from pg_stat_database where datname is not null and datname not in ('postgres', 'template0', 'template1')`;
const readWal = `
  select 'WAL records' as name, wal_records::float8 as count from pg_stat_wal
  union all select 'WAL bytes', wal_bytes::float8 from pg_stat_wal
  union all select 'WAL fsyncs', sum(fsyncs)::float8 from pg_stat_io where object = 'wal'`;
const readRecords = `
  select 'request records' as name, count(*)::float8 as count from request_log
  union all select 'events', count(*)::float8 from event_log`;

const settings = {
  /** No utilities: transaction control is counted as transactions. */
  begin: [`set pg_stat_statements.track = 'top'`, `set pg_stat_statements.track_utility = off`],
  end: [`set pg_stat_statements.track = 'none'`],
} as const;

/** Lets the server count statements, or stop to; on all connections, those that are open too. */
export async function countStatements(observer: pg.Client, when: keyof typeof settings): Promise<void> {
  for (const setting of settings[when]) await observer.query(`alter system ${setting}`);
  await observer.query('select pg_reload_conf()');
}

export async function readUnits({ status, observer, events }: UnitSources): Promise<Units> {
  const units = new Map<string, number>();
  for (const text of [readStatements, readTransactions, readWal]) await readInto(units, observer, text);
  await readInto(units, events, readRecords);
  units.set('spans', await readSpans(status.telemetry.prometheusPort));
  const names = status.deployments.map(({ name }) => name);
  for (const [name, count] of await readLogs(join(status.dataDirectory, 'logs'), names))
    units.set(name, count);
  return units;
}

async function readInto(units: Map<string, number>, client: pg.Client, text: string): Promise<void> {
  const { rows } = await client.query<{ name: string; count: number }>(text);
  for (const { name, count } of rows) units.set(name, count);
}

/** Spans that all processes have sent, as of the last scrape. */
async function readSpans(prometheusPort: number): Promise<number> {
  const query = encodeURIComponent('sum(trace_spans_exported_total)');
  const { body } = await request(`http://127.0.0.1:${prometheusPort}/api/v1/query?query=${query}`);
  const answer = (await body.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(answer.data.result[0]?.value[1] ?? 0);
}

/** Lines and bytes that the Deployments have logged; a log's file begins with the name of its pod. */
async function readLogs(directory: string, deployments: readonly string[]): Promise<Units> {
  const units = new Map<string, number>();
  for (const file of await readdir(directory)) {
    const deployment = deployments.find((name) => file.startsWith(`${name}-`));
    if (deployment === undefined) continue;
    const bytes = await readFile(join(directory, file)).catch(() => Buffer.alloc(0));
    let lines = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
    for (const [unit, count] of [
      ['log lines', lines],
      ['log bytes', bytes.length],
    ] as const) {
      const name = `${unit}: ${deployment}`;
      units.set(name, (units.get(name) ?? 0) + count);
    }
  }
  return units;
}
