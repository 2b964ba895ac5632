import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** SQL under the name by which it is ordered and remembered. */
export interface MigrationText {
  readonly name: string;
  readonly sql: string;
}

export interface Migration extends MigrationText {
  readonly checksum: string;
}

/** The `.sql` files of a folder in the order of their names. Line endings do not count for the checksum: git may change them. */
export async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql'));
  const texts = names.map(async (name) => ({
    name,
    sql: (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n'),
  }));
  return identifyMigrations(await Promise.all(texts));
}

/** Migrations in the order of their names, each with what it will be known by once it is applied. */
export function identifyMigrations(texts: readonly MigrationText[]): readonly Migration[] {
  return texts
    .map(({ name, sql }) => ({ name, sql, checksum: createHash('sha256').update(sql).digest('hex') }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
