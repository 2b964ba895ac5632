import { postgresErrors } from './errors.ts';

/** Address and credentials of a database. */
export interface PgConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads libpq's PGHOST, PGPORT (5432 by default), PGDATABASE, PGUSER and PGPASSWORD. With a prefix (`EVENTS_`) the
 * prefixed variables are read; host and port fall back to the unprefixed ones. Throws `database-settings-invalid` with
 * all problems.
 */
export function readConnection(environment: Environment, prefix = ''): PgConnectionOptions {
  const problems: string[] = [];
  const own = (name: string) => environment[`${prefix}${name}`] || undefined;
  const shared = (name: string) => own(name) ?? (environment[name] || undefined);
  const required = (name: string, value: string | undefined) => {
    if (value === undefined) problems.push(`${name} is not set`);
    return value ?? '';
  };
  const connection = {
    host: required(prefix === '' ? 'PGHOST' : `${prefix}PGHOST (or PGHOST)`, shared('PGHOST')),
    port: Number(shared('PGPORT') ?? '5432'),
    database: required(`${prefix}PGDATABASE`, own('PGDATABASE')),
    user: required(`${prefix}PGUSER`, own('PGUSER')),
    password: required(`${prefix}PGPASSWORD`, own('PGPASSWORD')),
  };
  if (!Number.isInteger(connection.port) || connection.port < 1 || connection.port > 65_535) {
    problems.push(`${own('PGPORT') === undefined ? '' : prefix}PGPORT is not a port number`);
  }
  if (problems.length > 0) {
    throw postgresErrors.create('database-settings-invalid', {
      message: `The database's settings are incomplete: ${problems.join('; ')}.`,
      details: { problems },
    });
  }
  return connection;
}
