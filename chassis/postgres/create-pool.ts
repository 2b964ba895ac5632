import { Pool as DriverPool, type PoolClient } from 'pg';
import { currentInteraction } from '../correlation/index.ts';
import { columnParsers } from './column-parsers.ts';
import type { PgConnectionOptions } from './connection.ts';
import { postgresErrors } from './errors.ts';
import { GatheringSocket } from './gathering-socket.ts';
import { inDatabaseSpan } from './in-database-span.ts';
import { createPoolConnection, type PoolConnection } from './pool-connection.ts';
import { type Queryable, unnamedStatement } from './queryable.ts';
import { wrapPostgresError } from './wrap-postgres-error.ts';

export interface PoolOptions {
  readonly connection: PgConnectionOptions;
  /** 4 by default: a pod's share of the server's connections. */
  readonly maxConnections?: number;
  /** How long a caller waits for a connection before `database-pool-timeout`; 2000 by default. */
  readonly connectionTimeoutMs?: number;
  /** As `connectionTimeoutMs`, for requests, which should be answered with 503 soon; the same by default. */
  readonly requestWaitMs?: number | undefined;
  /** The server cancels a statement after this time; 5,000 by default. */
  readonly statementTimeoutMs?: number;
  /**
   * The server ends a session that idles in a transaction for this time, because it holds back every reader of the
   * event log; 5,000 by default.
   */
  readonly idleInTransactionTimeoutMs?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Called with failures outside of any query, such as a connection that broke while idle; the pool replaces it. */
  readonly onError: (error: Error) => void;
}

export interface PoolCounts {
  readonly total: number;
  readonly idle: number;
  /** Callers waiting for a connection. */
  readonly waiting: number;
  readonly max: number;
}

/**
 * Connections that are opened on demand and reused. `query` runs a single statement; several belong in `inTransaction`.
 */
export interface Pool extends Queryable {
  counts(): PoolCounts;
  /** Lends a connection to `work`. */
  withConnection<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T>;
  /**
   * Calls the listener with the payload of each notification on a channel (an SQL name) while the pool has a
   * connection. Each connection starts listening when it is lent next; notifications are lost between two connections
   * and behind a transaction pooler.
   */
  listen(channel: string, listener: (payload: string) => void): void;
  /** Refuses new work and resolves when running work has ended; safe to call twice. */
  close(): Promise<void>;
}

const idleConnectionMs = 30_000;

/** How much longer than the server's own limit the driver waits for an answer; only a hanging server exceeds it. */
const silenceAllowanceMs = 2_000;

export function createPool(options: PoolOptions): Pool {
  const { connection, maxConnections = 4, statementTimeoutMs = 5_000 } = options;
  const pool = new DriverPool({
    ...connection,
    max: maxConnections,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 2_000,
    idleTimeoutMillis: idleConnectionMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + silenceAllowanceMs,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 5_000,
    application_name: options.applicationName,
    keepAlive: true,
    pipeline: true,
    stream: () => new GatheringSocket(),
    types: columnParsers,
  });
  pool.on('error', (error) => options.onError(wrapPostgresError(error)));
  // Without its own listener a connection that breaks while lent would end the process; its statement reports the
  // error.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const channels = createChannels();
  pool.on('connect', (client) => channels.hear(client));

  async function withConnection<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const client = await acquire(pool, options.requestWaitMs);
    const lent = createPoolConnection(client);
    try {
      await channels.join(client, lent);
      return await work(lent);
    } finally {
      client.release(lent.isDiscarded());
    }
  }

  let closing: Promise<void> | undefined;
  return {
    withConnection,
    listen: (channel, listener) => channels.add(channel, listener),
    // The driver's pool.query discards the connection after any error, even a unique violation.
    query: (statement, values) =>
      inDatabaseSpan(statement.name ?? 'query', () =>
        withConnection((lent) => lent.query(statement, values)),
      ),
    counts: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max: maxConnections,
    }),
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

async function acquire(pool: DriverPool, requestWaitMs: number | undefined): Promise<PoolClient> {
  const isAwaited = currentInteraction()?.deadline !== undefined;
  try {
    const connecting = pool.connect();
    if (!isAwaited || requestWaitMs === undefined) return await connecting;
    return await withinPatience(connecting, requestWaitMs);
  } catch (error) {
    throw wrapPostgresError(error);
  }
}

/** Stops waiting after `patienceMs`, and releases a connection that arrives later. */
async function withinPatience(connecting: Promise<PoolClient>, patienceMs: number): Promise<PoolClient> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  const first = await Promise.race([connecting, late]).finally(() => clearTimeout(timer));
  if (first !== 'late') return first;
  connecting.then(
    (client) => client.release(),
    // The driver timed out too; the caller already has its error.
    () => undefined,
  );
  throw postgresErrors.create('database-pool-timeout', { details: { retryAfterSeconds: 1 } });
}

/** Notification channels of a pool, and their listeners. */
interface Channels {
  add(channel: string, listener: (payload: string) => void): void;
  /** Forwards the notifications of a new connection. */
  hear(client: PoolClient): void;
  /** Makes a connection listen on channels that it does not listen on yet. */
  join(client: PoolClient, lent: PoolConnection): Promise<void>;
}

function createChannels(): Channels {
  const listeners = new Map<string, ((payload: string) => void)[]>();
  const joined = new WeakMap<PoolClient, number>();
  return {
    add(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    hear(client) {
      client.on('notification', ({ channel, payload }) => {
        for (const listener of listeners.get(channel) ?? []) listener(payload ?? '');
      });
    },
    async join(client, lent) {
      if ((joined.get(client) ?? 0) === listeners.size) return;
      for (const channel of listeners.keys()) await lent.query(unnamedStatement(`listen "${channel}"`));
      joined.set(client, listeners.size);
    },
  };
}
