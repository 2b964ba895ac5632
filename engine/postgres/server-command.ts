import { embeddedPostgresErrors } from './errors.ts';

/** Ours to decide: they keep the server on loopback, without sockets, in its own folder. */
const fixedParameters: ReadonlySet<string> = new Set([
  'config_file',
  'data_directory',
  'external_pid_file',
  'hba_file',
  'ident_file',
  'listen_addresses',
  'port',
  'unix_socket_directories',
]);

/**
 * For a server that shares a laptop with the system it serves. A failed statement's text is kept out of the log,
 * because it holds customers' values; the service that sent it reports the failure. Reads by worker processes (18's
 * default) only cost memory here.
 */
const modestDefaults: Readonly<Record<string, string>> = {
  io_method: 'sync',
  log_min_error_statement: 'panic',
  log_timezone: 'UTC',
  shared_buffers: '32MB',
  timezone: 'UTC',
};

interface ServerCommandOptions {
  readonly dataDirectory: string;
  readonly port: number;
  /** As in a CloudNativePG Cluster's `postgresql.parameters`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The arguments of `postgres`. Throws `postgres-parameter-fixed`, which names all parameters that may not be given. */
export function serverArguments({
  dataDirectory,
  port,
  parameters,
}: ServerCommandOptions): readonly string[] {
  const refused = Object.keys(parameters).filter((name) => fixedParameters.has(name.toLowerCase()));
  if (refused.length > 0) {
    throw embeddedPostgresErrors.create('postgres-parameter-fixed', {
      message: `These PostgreSQL parameters are set by the engine; remove them: ${refused.join(', ')}.`,
      details: { parameters: refused },
    });
  }
  const settings = {
    ...modestDefaults,
    ...parameters,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
  };
  const assignments = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return ['-D', dataDirectory, ...assignments.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The line that a running server leaves in `postmaster.opts` (CreateOptsFile in postmaster.c: no escaping). */
export function optionsLine(program: string, serverArgs: readonly string[]): string {
  return [program, ...serverArgs.map((argument) => `"${argument}"`)].join(' ');
}
