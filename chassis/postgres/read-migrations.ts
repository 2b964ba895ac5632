import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A migration's SQL; migrations are ordered and recorded by name. */
export interface MigrationText {
  readonly name: string;
  readonly sql: string;
}

export interface Migration extends MigrationText {
  readonly checksum: string;
}

/**
 * Reads the `.sql` files of a folder, ordered by name. Line endings do not change the checksum, because git may convert
 * them.
 */
export async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql'));
  const texts = names.map(async (name) => ({
    name,
    sql: (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n'),
  }));
  return identifyMigrations(await Promise.all(texts));
}

/** Orders migrations by name and adds their checksums. */
export function identifyMigrations(texts: readonly MigrationText[]): readonly Migration[] {
  return texts
    .map(({ name, sql }) => ({ name, sql, checksum: createHash('sha256').update(sql).digest('hex') }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
