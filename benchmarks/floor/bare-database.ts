import pg from 'pg';

export interface FloorDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** One statement, prepared once a connection. */
export interface BareStatement {
  /** Name of the prepared statement. */
  readonly name: string;
  /** Name of its commits in the counts, if not the same. */
  readonly commit?: string;
  readonly text: string;
}

/** As many as a pod of ours has to its own database and to the log. */
const connections = 4;

/** The driver as it is: one pool, and a count of commits by name. */
export class BareDatabase {
  readonly #pool: pg.Pool;
  readonly #options: FloorDatabase;
  /** Commits so far, by name. */
  readonly commits: Record<string, number> = {};

  constructor(options: FloorDatabase) {
    this.#options = options;
    this.#pool = new pg.Pool({ ...options, max: connections, idleTimeoutMillis: 0 });
  }

  async read<Row extends object>({ name, text }: BareStatement, values: unknown[]): Promise<Row[]> {
    return (await this.#pool.query<Row>({ name, text, values })).rows;
  }

  /** A statement that writes is a transaction of its own. */
  async commit<Row extends object>(statement: BareStatement, values: unknown[]): Promise<Row[]> {
    const rows = await this.read<Row>(statement, values);
    const { name, commit = name } = statement;
    this.commits[commit] = (this.commits[commit] ?? 0) + 1;
    return rows;
  }

  async listen(channel: string, heard: () => void): Promise<void> {
    const client = new pg.Client(this.#options);
    await client.connect();
    client.on('notification', heard);
    await client.query(`listen ${channel}`);
  }
}
