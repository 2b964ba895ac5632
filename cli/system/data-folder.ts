import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LeftDatabases } from '@petstore/engine/postgres';
import { cliErrors } from '../errors.ts';
import { describeFolderFailure } from './describe-folder-failure.ts';

/** File that marks a data folder, so that no other folder is used or deleted as one. */
const marker = '.marty-petstore';
/** Files that a start creates early and that can be deleted when it fails. */
const worthless: readonly string[] = [marker, 'engine.log'];

interface PreparedDataFolder {
  /** Removes what was created for a failed start, unless the folder holds anything else. */
  giveUp(): Promise<void>;
}

/** Null for a missing folder. Throws a `data-folder-*` error for one that cannot be read. */
async function entriesOf(directory: string): Promise<readonly string[] | null> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw describeFolderFailure(error, directory) ?? error;
  }
}

/** Whether a folder carries the marker of a data folder. */
export async function isDataFolder(directory: string): Promise<boolean> {
  return (await entriesOf(directory))?.includes(marker) === true;
}

/** Creates the folder, or accepts an empty one or an existing data folder. */
export async function prepareDataFolder(directory: string): Promise<PreparedDataFolder> {
  const entries = (await entriesOf(directory)) ?? [];
  if (entries.length > 0 && !entries.includes(marker)) throw foreign(directory, 'used as');
  const created: string[] = [];
  try {
    await makeFolder(directory, created);
    await writeFile(join(directory, marker), 'Databases, secrets and logs of one local system.\n', {
      mode: 0o600,
    });
  } catch (error) {
    await removeEmpty(created);
    throw describeFolderFailure(error, directory) ?? error;
  }
  return { giveUp: () => (entries.length > 0 ? Promise.resolve() : removeWorthless(directory, created)) };
}

/**
 * Creates parent folders one by one: the recursive `mkdir` of Node.js loops forever where nothing can be created, as in
 * /proc.
 */
async function makeFolder(directory: string, created: string[]): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
    created.push(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await entriesOf(directory)) !== null) return;
    if (code !== 'ENOENT' || (await entriesOf(dirname(directory))) !== null) throw error;
    await makeFolder(dirname(directory), created);
    await mkdir(directory, { mode: 0o700 });
    created.push(directory);
  }
}

async function removeWorthless(directory: string, created: readonly string[]): Promise<void> {
  const left = (await entriesOf(directory)) ?? [];
  if (left.some((name) => !worthless.includes(name))) return;
  for (const name of worthless) await rm(join(directory, name), { force: true });
  await removeEmpty(created);
}

/** Innermost first; stops at a folder that is not empty. */
async function removeEmpty(created: readonly string[]): Promise<void> {
  for (const folder of created.toReversed()) {
    try {
      await rmdir(folder);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(code)) throw error;
      return;
    }
  }
}

interface WipedFolder {
  /** Databases that the folder pointed to and that are not known to be its own; null when there are none. */
  readonly left: LeftDatabases | null;
}

/** Deletes a data folder with its databases; null when there is none. */
export async function wipeDataFolder(directory: string): Promise<WipedFolder | null> {
  const entries = await entriesOf(directory);
  if (entries === null) return null;
  if (!entries.includes(marker)) throw foreign(directory, 'deleted as');
  const { removePostgresData } = await import('@petstore/engine/postgres');
  const left = await removePostgresData(directory);
  await rm(directory, { recursive: true, force: true });
  return { left };
}

function foreign(directory: string, verb: string) {
  return cliErrors.create('data-folder-foreign', {
    message: `${directory} contains other files and is not a data folder, so it is not ${verb} one; name another folder with --data.`,
    details: { directory },
  });
}
