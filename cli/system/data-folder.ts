import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cliErrors } from '../errors.ts';
import { describeFolderFailure } from './describe-folder-failure.ts';

/** Lies in every data folder, so that no other folder is taken, or deleted, for one. */
const marker = '.marty-petstore';
/** What a start leaves that ended before it had anything worth keeping. */
const worthless: readonly string[] = [marker, 'engine.log'];

/** A folder that was made ready for a start. */
interface PreparedDataFolder {
  /** Takes back what was made for a start that failed, unless something is kept in it. */
  giveUp(): Promise<void>;
}

/** Null where there is none; throws what can be done about one that cannot be used. */
async function entriesOf(directory: string): Promise<readonly string[] | null> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw describeFolderFailure(error, directory) ?? error;
  }
}

/** Whether a folder is ours to change. */
export async function isDataFolder(directory: string): Promise<boolean> {
  return (await entriesOf(directory))?.includes(marker) === true;
}

/** Makes the folder, or takes one that is empty or ours already. */
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

/** Step by step: where nothing can be created, as in /proc, Node's own recursive way tries again for ever. */
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

/** The innermost first; one that somebody else uses meanwhile stays. */
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
  /** Databases that a copied folder pointed to, and that belong to the original; null where there are none. */
  readonly databasesLeft: string | null;
}

/** Deletes a data folder and its databases; null where there is none. */
export async function wipeDataFolder(directory: string): Promise<WipedFolder | null> {
  const entries = await entriesOf(directory);
  if (entries === null) return null;
  if (!entries.includes(marker)) throw foreign(directory, 'deleted as');
  const { removePostgresData } = await import('@petstore/engine/postgres');
  const left = await removePostgresData(directory);
  await rm(directory, { recursive: true, force: true });
  return { databasesLeft: left?.home ?? null };
}

function foreign(directory: string, verb: string) {
  return cliErrors.create('data-folder-foreign', {
    message: `${directory} holds files that no petstore put there, so it is not ${verb} a data folder; name another one with --data.`,
    details: { directory },
  });
}
