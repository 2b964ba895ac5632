import { isAppError, messageOf } from '@petstore/chassis/errors';
import {
  createPool,
  type PgConnectionOptions,
  type Pool,
  unnamedStatement,
} from '@petstore/chassis/postgres';
import { type Clock, systemClock } from '@petstore/chassis/time';
import { decideServerUse, roleMarker, type ServerObservation } from './decide-server-use.ts';
import { embeddedPostgresErrors } from './errors.ts';
import { parseServerUrl } from './parse-server-url.ts';
import { type ProvisionOptions, provisionDatabases } from './provision-databases.ts';
import type { PostgresServer } from './start-postgres.ts';

const askAgainMs = 250;

interface ForeignServerOptions {
  /** Of whoever may create roles and databases there. */
  readonly url: string;
  /** Of the Cluster; they are not set there. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly onProgress: (step: string) => void;
  /** How long a server that cannot be reached is waited for; 30,000 by default. */
  readonly patienceMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const defaultPatienceMs = 30_000;

export interface ForeignServer extends PostgresServer {
  readonly pid: null;
  /** Makes the roles and databases there, unless that would take over what is somebody else's. */
  provision(contents: ProvisionOptions): Promise<void>;
}

/**
 * A server that somebody else runs, for `--postgres URL`: reached through an administrator, told what is wanted, never
 * stopped.
 */
export function settleOnServer(options: ForeignServerOptions): ForeignServer {
  const { url, parameters, onProgress, signal, patienceMs = defaultPatienceMs } = options;
  const parsed = parseServerUrl(url);
  if ('refused' in parsed) {
    throw embeddedPostgresErrors.create('postgres-url-invalid', {
      message: `The URL of the PostgreSQL server cannot be used: ${parsed.refused}.`,
    });
  }
  const { connection } = parsed;
  return {
    host: connection.host,
    port: connection.port,
    pid: null,
    admin: connection,
    stop: () => Promise.resolve(),
    async provision(contents) {
      const wanted = {
        maxConnections: numberOf(parameters['max_connections']),
        owners: new Map(contents.databases.map(({ name, owner }) => [name, owner])),
      };
      const onWait = () =>
        onProgress(`waiting for the server at ${placeOf(connection)}, ${patienceMs / 1_000} s at most`);
      const observing = whenReachable(() => observe(connection, contents), { patienceMs, signal, onWait });
      const observed = await observing.catch((error: unknown) => {
        throw refusedServer(connection, messageOf(error), error);
      });
      const use = decideServerUse(observed, wanted);
      if (use.refused !== null) throw refusedServer(connection, use.refused.join('; '));
      for (const warning of use.warnings) onProgress(`the server at ${placeOf(connection)}: ${warning}`);
      const roles = contents.roles.map((role) => ({ ...role, comment: roleMarker }));
      await provisionDatabases(connection, { ...contents, roles });
    },
  };
}

const selectServer = unnamedStatement<
  Pick<ServerObservation, 'versionNumber' | 'mayCreate' | 'maxConnections'>
>(`
  select current_setting('server_version_num')::int as "versionNumber", rolsuper or (rolcreaterole and rolcreatedb) as "mayCreate",
    current_setting('max_connections')::int as "maxConnections"
  from pg_roles where rolname = current_user`);

const selectRoles = unnamedStatement<{ name: string; comment: string | null }>(`
  select rolname as name, shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = any($1)`);

const selectDatabases = unnamedStatement<{ name: string; owner: string }>(`
  select d.datname as name, r.rolname as owner from pg_database d join pg_roles r on r.oid = d.datdba where d.datname = any($1)`);

async function observe(
  connection: PgConnectionOptions,
  contents: ProvisionOptions,
): Promise<ServerObservation> {
  const pool = createPool({
    connection,
    maxConnections: 1,
    applicationName: 'engine',
    onError: () => undefined,
  });
  try {
    return await observeThrough(pool, contents);
  } finally {
    await pool.close();
  }
}

async function observeThrough(
  pool: Pool,
  { roles, databases }: ProvisionOptions,
): Promise<ServerObservation> {
  const [server] = (await pool.query(selectServer)).rows;
  const foundRoles = await pool.query(selectRoles, [roles.map(({ name }) => name)]);
  const foundDatabases = await pool.query(selectDatabases, [databases.map(({ name }) => name)]);
  return {
    ...(server ?? { versionNumber: 0, mayCreate: false, maxConnections: 0 }),
    roles: foundRoles.rows,
    databases: foundDatabases.rows,
  };
}

function refusedServer(connection: PgConnectionOptions, why: string, cause?: unknown): Error {
  return embeddedPostgresErrors.create('postgres-server-refused', {
    message: `The PostgreSQL server at ${placeOf(connection)}, as ${connection.user}, cannot be used: ${why}`,
    cause,
  });
}

function placeOf({ host, port }: PgConnectionOptions): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || !/^\d+$/.test(text) ? null : Number(text);
}

interface ReachingOptions {
  /** How long a server that cannot be reached is waited for. */
  readonly patienceMs: number;
  /** Ends the waiting; the last failure is thrown then. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
  /** Called once, when the waiting begins. */
  readonly onWait: () => void;
}

/**
 * Does what needs a server of somebody else, which may be starting itself; anything but `database-unavailable` is
 * thrown at once.
 */
export async function whenReachable<T>(
  ask: () => Promise<T>,
  { patienceMs, signal, clock = systemClock, onWait }: ReachingOptions,
): Promise<T> {
  const deadline = clock.now() + patienceMs;
  let isWaiting = false;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isStarting = isAppError(error) && error.code === 'database-unavailable';
      if (!isStarting || signal?.aborted === true || clock.now() + askAgainMs > deadline) throw error;
      if (!isWaiting) onWait();
      isWaiting = true;
      await clock.wait(askAgainMs, signal);
    }
  }
}
