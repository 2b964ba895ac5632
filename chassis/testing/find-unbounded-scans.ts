import { type NamedStatement, type Pool, unnamedStatement } from '../postgres/index.ts';

export interface FilledTables {
  /** Rows of each table. */
  readonly rows: number;
  /**
   * SQL of a column's value in row `i`, by `table.column` or `column`; by default each row has a value of its own.
   */
  readonly values?: Readonly<Record<string, string>>;
  /** Tables that do not grow with the number of orders; they get 60 rows and may be scanned. */
  readonly small: readonly string[];
}

/** A scan that reads more of a growing table as the table grows. */
export interface UnboundedScan {
  readonly statement: string;
  readonly table: string;
  readonly reason: string;
}

/** Tables of one row in each service's database. */
const singleRows: readonly string[] = ['outbox_cursor', 'leader'];

/** More rows than any request may read of one table. */
const mostRows = 1_000;

interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  readonly type: string;
}

const listTables = unnamedStatement<Table>(`select c.relname as name,
    jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
    and a.attidentity = ''
  group by c.relname`);

const rowsOfSmallTable = 60;

const dropConstraints = unnamedStatement(`do $$ declare found record; begin
  for found in select conrelid::regclass as owner, conname from pg_constraint
    where connamespace = 'public'::regnamespace and contype in ('c', 'f') loop
    execute format('alter table %s drop constraint %I', found.owner, found.conname);
  end loop;
  for found in select tgrelid::regclass as owner, tgname from pg_trigger where not tgisinternal loop
    execute format('drop trigger %I on %s', found.tgname, found.owner);
  end loop;
end $$`);

const valueByType: Readonly<Record<string, string>> = {
  text: `'v' || i`,
  integer: 'i',
  bigint: 'i',
  'double precision': 'i',
  boolean: 'i % 100 = 0',
  'timestamp with time zone': `now() - i * interval '1 second'`,
  date: `current_date - i % 1000`,
  jsonb: `'{}'::jsonb`,
  json: `'{}'::json`,
  uuid: 'md5(i::text)::uuid',
  'text[]': `array['v' || i]`,
  xid8: '(1000 + i)::text::xid8',
};

/**
 * Fills every table of a migrated test database, as its owner, so that the planner sees what a long-lived shop has.
 * Drops checks, foreign keys and triggers first: only the sizes and the distribution of values matter to plans.
 */
export async function fillTables(owner: Pool, { rows, values = {}, small }: FilledTables): Promise<void> {
  await owner.query(dropConstraints);
  for (const { name: table, columns } of (await owner.query(listTables)).rows) {
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const fillingOf = ({ name, type }: Column) =>
      values[`${table}.${name}`] ?? values[name] ?? valueByType[type] ?? 'null';
    const rowValues = columns.map(fillingOf).join(', ');
    const count = small.includes(table) || singleRows.includes(table) ? rowsOfSmallTable : rows;
    await owner.query(
      unnamedStatement(
        `insert into ${table} (${names}) select ${rowValues} from generate_series(1, ${count}) i on conflict do nothing`,
      ),
    );
  }
  await owner.query(unnamedStatement('vacuum analyze'));
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Filter?: string;
  readonly 'Plan Rows': number;
  readonly Plans?: readonly PlanNode[];
}

/** Statements of the event log, outbox, inbox and limits, which the tests of their own folders look at. */
const ofMessaging = /^(outbox|inbox|consumer|dead-letter|event-log|request-log|rate-limits)-/;

/** Partial indexes of the few rows that are open, due or for sale. */
const listShortIndexes = unnamedStatement<{ name: string }>(`select c.relname as name
  from pg_index i join pg_class c on c.oid = i.indexrelid where i.indpred is not null and c.reltuples <= $1`);

/**
 * Plans each statement of a service for unknown parameters, as `plan_cache_mode = force_generic_plan` does, and returns
 * the scans of growing tables that have no condition on an index or are expected to find more than 1,000 rows. A
 * partial index of at most as many rows may be walked. Below a `limit` a scan in the order of an index may go on, if it
 * drops no row on its way.
 */
export async function findUnboundedScans(
  database: Pool,
  statements: readonly NamedStatement[],
  smallTables: readonly string[],
): Promise<readonly UnboundedScan[]> {
  const found: UnboundedScan[] = [];
  const shortIndexes = (await database.query(listShortIndexes, [mostRows])).rows.map(({ name }) => name);
  const small = [...smallTables, ...singleRows, ...shortIndexes];
  for (const { name, text } of statements.filter((each) => !ofMessaging.test(each.name))) {
    const explain = unnamedStatement<{ 'QUERY PLAN': readonly [{ Plan: PlanNode }] }>(
      `explain (generic_plan, format json) ${text}`,
    );
    const plan = (await database.query(explain)).rows[0]?.['QUERY PLAN'][0].Plan;
    if (plan !== undefined) found.push(...scansOf(plan, { statement: name, small, isLimited: false }));
  }
  return found;
}

/** Names of the statements with such scans, each once and in order. */
export function namesOfScans(scans: readonly UnboundedScan[]): readonly string[] {
  return [...new Set(scans.map(({ statement }) => statement))].toSorted();
}

interface Position {
  readonly statement: string;
  readonly small: readonly string[];
  /** A `limit` above stops the scan early. */
  readonly isLimited: boolean;
}

/** Nodes that take all rows from below before they return the first. */
const takesAll = /Sort|Aggregate|Hash|Bitmap|Materialize|WindowAgg|Unique|ModifyTable/;

function scansOf(node: PlanNode, position: Position): readonly UnboundedScan[] {
  const { statement, small } = position;
  const kind = node['Node Type'];
  const isLimited = (kind === 'Limit' || position.isLimited) && !takesAll.test(kind);
  const inner = (node.Plans ?? []).flatMap((each) => scansOf(each, { ...position, isLimited }));
  const { 'Relation Name': relation, 'Index Name': index } = node;
  const table = relation ?? index;
  const isSmall = [relation, index].some((name) => name !== undefined && small.includes(name));
  const reason = isSmall ? null : faultOf(node, isLimited);
  return table === undefined || reason === null ? inner : [{ statement, table, reason }, ...inner];
}

function faultOf(node: PlanNode, isLimited: boolean): string | null {
  const kind = node['Node Type'];
  if (kind === 'Seq Scan') return 'reads the whole table';
  if (!kind.includes('Index')) return null;
  if (isLimited) return node.Filter === undefined ? null : 'reads on until enough rows match';
  if (node['Index Cond'] === undefined) return 'walks the whole index';
  return node['Plan Rows'] > mostRows ? 'reads too many rows' : null;
}
