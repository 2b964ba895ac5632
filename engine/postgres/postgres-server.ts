import type { PgConnectionOptions } from '@petstore/chassis/postgres';

/** A server that the system's databases live on. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** Null for a server that is not this engine's. */
  readonly pid: number | null;
  /** Whoever may create roles and databases there. */
  readonly admin: PgConnectionOptions;
  /** Ends a server of this engine, within 2.5 s unless less is asked for; nothing that was committed is lost. Any other runs on. */
  stop(withinMs?: number): Promise<void>;
}
