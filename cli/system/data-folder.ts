import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cliErrors } from '../errors.ts';

/** Lies in every data folder, so that no other folder is taken, or deleted, for one. */
const marker = '.marty-petstore';

async function entriesOf(directory: string): Promise<readonly string[] | null> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whether a folder is ours to change. */
export async function isDataFolder(directory: string): Promise<boolean> {
  return (await entriesOf(directory))?.includes(marker) === true;
}

/** Makes the folder, or takes one that is empty or ours already. */
export async function prepareDataFolder(directory: string): Promise<void> {
  const entries = (await entriesOf(directory)) ?? [];
  if (entries.length > 0 && !entries.includes(marker)) throw foreign(directory, 'used as');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, marker), 'Databases, secrets and logs of one local system.\n', {
    mode: 0o600,
  });
}

/** Deletes a data folder and its databases; false where there is none. */
export async function wipeDataFolder(directory: string): Promise<boolean> {
  const entries = await entriesOf(directory);
  if (entries === null) return false;
  if (!entries.includes(marker)) throw foreign(directory, 'deleted as');
  const { removePostgresData } = await import('@petstore/engine/postgres');
  await removePostgresData(directory);
  await rm(directory, { recursive: true, force: true });
  return true;
}

function foreign(directory: string, verb: string) {
  return cliErrors.create('data-folder-foreign', {
    message: `${directory} holds files that no petstore put there, so it is not ${verb} a data folder; name another one with --data.`,
    details: { directory },
  });
}
