import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../api/store/object-store.ts';
import { generatedSecret } from './generated-secret.ts';
import { readKeptSecret } from './kept-secret.ts';

interface ImportOptions {
  readonly store: Pick<ObjectStore, 'get' | 'create'>;
  /** Where engines before the object store kept what they had generated, a file a Secret. */
  readonly directory: string;
  /** Those engines knew one. */
  readonly namespace: string;
}

/**
 * Takes the Secrets of an older data folder over into the store, once: a file is removed when the store has what was in
 * it, so that an import that is interrupted goes on with the next start. Throws `secret-file-broken`.
 */
export async function importKeptSecrets({ store, directory, namespace }: ImportOptions): Promise<void> {
  const files = await filesIn(directory);
  for (const file of files.filter((each) => isDraft.test(each))) await rm(join(directory, file));
  for (const file of files.filter((each) => each.endsWith('.json') && !isDraft.test(each))) {
    const name = file.slice(0, -'.json'.length);
    const values = await readKeptSecret(directory, name);
    const isThere = store.get({ kind: 'Secret', name, namespace }) !== undefined;
    if (!isThere && values !== null) store.create(generatedSecret({ name, namespace }, values));
    await rm(join(directory, file), { force: true });
  }
  if (files.length > 0) await removeEmpty(directory);
}

/** Left of writes that never ended. */
const isDraft = /^\..*\.[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** What somebody else put there is not ours to remove. */
async function removeEmpty(directory: string): Promise<void> {
  if ((await filesIn(directory)).length === 0) await rmdir(directory);
}

async function filesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
