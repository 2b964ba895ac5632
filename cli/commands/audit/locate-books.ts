import type { PgConnectionOptions } from '@petstore/chassis/postgres';
import type { EngineStatus } from '@petstore/engine/api/control';
import { type ManifestSet, readManifests } from '@petstore/engine/manifests';
import { parseServerUrl } from '@petstore/engine/postgres';
import { findSecret } from '@petstore/engine/secrets';
import { cliErrors } from '../../errors.ts';
import { type Book, type BookConnections, bookDatabases } from './audit-books.ts';

type Located = Pick<EngineStatus, 'postgres' | 'manifestsDirectory' | 'dataDirectory'>;

/** Connections to the databases of any server, with a role that may read all of them (`pg_read_all_data`). */
export function booksAt(url: string): BookConnections {
  const parsed = parseServerUrl(url);
  if ('refused' in parsed) throw missing(`--postgres cannot be used: ${parsed.refused}`);
  const { connection } = parsed;
  return forEachBook((database) => ({ ...connection, database }));
}

/**
 * Connections to the databases of a local system, each as the owner of its database, whose Secret is in the data
 * folder.
 */
export async function booksOf({
  postgres,
  manifestsDirectory,
  dataDirectory,
}: Located): Promise<BookConnections> {
  if (postgres === null) throw missing('the running system has no PostgreSQL');
  const { host, port } = postgres;
  const set = await readManifests(manifestsDirectory, { allowedVariables: 'all' });
  const owners = new Map<string, Awaited<ReturnType<typeof findSecret>>>(
    await Promise.all(
      Object.values(bookDatabases).map(async (database) => {
        const secret = { dataDirectory, name: ownerSecret(database, set), namespace: set.namespace };
        return [database, await findSecret(secret)] as const;
      }),
    ),
  );
  return forEachBook((database) => {
    const { username: user, password } = owners.get(database) ?? {};
    if (user === undefined || password === undefined)
      throw missing(`the Secret of the owner of ${database} is missing in ${dataDirectory}`);
    return { host, port, database, user, password };
  });
}

function forEachBook(connect: (database: string) => PgConnectionOptions): BookConnections {
  const entries = Object.entries(bookDatabases).map(([book, database]) => [book, connect(database)]);
  return Object.fromEntries(entries) as Record<Book, PgConnectionOptions>;
}

function ownerSecret(database: string, { databases, clusters }: ManifestSet): string {
  const owner = databases.find(({ spec }) => spec.name === database)?.spec.owner;
  const roles = clusters.flatMap(({ spec }) => spec.managed?.roles ?? []);
  const secret = roles.find(({ name }) => name === owner)?.passwordSecret?.name;
  if (secret === undefined) throw missing(`the manifests declare no database ${database} with an owner`);
  return secret;
}

function missing(why: string): Error {
  return cliErrors.create('audit-books-missing', { message: `There are no databases to audit: ${why}.` });
}
