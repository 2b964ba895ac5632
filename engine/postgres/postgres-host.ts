import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import { type KeptRunning, keepRunning } from '../machine/processes/keep-running.ts';
import { closeDatabases } from './close-databases.ts';
import type { ProvisionOptions } from './provision-databases.ts';
import { provisionEmbedded } from './provision-embedded.ts';
import { type ForeignServer, settleOnServer } from './settle-on-server.ts';
import { type PostgresServer, type RunningPostgres, startPostgres } from './start-postgres.ts';

/** Of a Cluster's `postgresql.parameters`. */
export type PostgresParameters = Readonly<Record<string, string>>;

/** The one server that a Cluster is served by, started when there is a Cluster and ended when there is none. */
export interface PostgresHost {
  /** Null while no Cluster is served. */
  readonly current: PostgresServer | null;
  /** Resolves when the server answers with these parameters. */
  serve(parameters: PostgresParameters): Promise<void>;
  /** Brings roles and databases to what is wanted; to be called while a Cluster is served. */
  provision(contents: ProvisionOptions): Promise<void>;
  /** Lets nobody connect to the databases any more; their data stay. */
  close(databases: readonly string[]): Promise<void>;
  /** Ends a server of this engine; nothing that was committed is lost. */
  stop(withinMs?: number): Promise<void>;
}

interface EmbeddedHostOptions {
  readonly dataDirectory: string;
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly onProgress?: (step: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The server that comes with the engine. */
export function embeddedHost(options: EmbeddedHostOptions): PostgresHost {
  return new EmbeddedHost(options);
}

interface Served {
  readonly parameters: PostgresParameters;
  readonly server: KeptRunning<RunningPostgres>;
}

class EmbeddedHost implements PostgresHost {
  readonly #options: EmbeddedHostOptions;
  #served: Served | null = null;
  /** With which the server did not start, so that the one before runs on. */
  #refused: { readonly parameters: PostgresParameters; readonly error: unknown } | null = null;

  constructor(options: EmbeddedHostOptions) {
    this.#options = options;
  }

  get current(): RunningPostgres | null {
    return this.#served?.server.current ?? null;
  }

  async serve(parameters: PostgresParameters): Promise<void> {
    const before = this.#served;
    if (isDeepStrictEqual(before?.parameters, parameters)) return;
    if (before !== null && isDeepStrictEqual(this.#refused?.parameters, parameters))
      throw this.#refused?.error;
    await this.stop();
    try {
      await this.#start(parameters);
      this.#refused = null;
    } catch (error) {
      if (before !== null) await this.#start(before.parameters);
      this.#refused = { parameters, error };
      throw error;
    }
  }

  async #start(parameters: PostgresParameters): Promise<void> {
    const { clock, logger, signal, ...starting } = this.#options;
    const server = await keepRunning(
      {
        name: 'PostgreSQL',
        clock,
        logger,
        start: (each) => startPostgres({ ...starting, parameters, signal: each }),
        exitOf: async (postgres) => {
          const { code, signal: ended } = await postgres.exited;
          return ended ?? `code ${code ?? 'unknown'}`;
        },
      },
      signal,
    );
    this.#served = { parameters, server };
  }

  async provision(contents: ProvisionOptions): Promise<void> {
    if (this.current !== null) await provisionEmbedded(this.current, contents);
  }

  async close(databases: readonly string[]): Promise<void> {
    if (this.current !== null) await closeDatabases(this.current.admin, databases);
  }

  async stop(withinMs?: number): Promise<void> {
    const served = this.#served;
    this.#served = null;
    await served?.server.stop(withinMs);
  }
}

type ForeignHostOptions = Omit<Parameters<typeof settleOnServer>[0], 'parameters'>;

/** A server that somebody else runs, for `--postgres URL`. */
export function foreignHost(options: ForeignHostOptions): PostgresHost {
  return new ForeignHost(options);
}

class ForeignHost implements PostgresHost {
  readonly #options: ForeignHostOptions;
  current: ForeignServer | null = null;

  constructor(options: ForeignHostOptions) {
    this.#options = options;
  }

  async serve(parameters: PostgresParameters): Promise<void> {
    this.current = settleOnServer({ ...this.#options, parameters });
  }

  async provision(contents: ProvisionOptions): Promise<void> {
    await this.current?.provision(contents);
  }

  async close(databases: readonly string[]): Promise<void> {
    if (this.current !== null) await closeDatabases(this.current.admin, databases);
  }

  async stop(): Promise<void> {
    this.current = null;
  }
}
