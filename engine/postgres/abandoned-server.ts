import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FoundHome, findHome } from './choose-home.ts';
import { serverOf, stopServerOf } from './settle-orphan.ts';

/** The process of the server that an engine left on its data folder; null where there is none. */
export async function postgresOf(dataDirectory: string): Promise<number | null> {
  const { directory } = await findHome(dataDirectory);
  return directory === null ? null : ((await serverOf(join(directory, 'data')))?.pid ?? null);
}

/** Stops the server that an engine left on its data folder; whether there was one. */
export async function stopPostgresOf(dataDirectory: string): Promise<boolean> {
  const { directory } = await findHome(dataDirectory);
  return directory !== null && (await stopServerOf(join(directory, 'data')));
}

/**
 * Stops the server of an engine's data folder, if one runs, and deletes its data, wherever it lies. A copied data
 * folder points to the original's: that is left as it is, and told.
 */
export async function removePostgresData(dataDirectory: string): Promise<FoundHome['foreign']> {
  const { directory, foreign } = await findHome(dataDirectory);
  if (directory !== null) {
    await stopServerOf(join(directory, 'data'));
    await rm(directory, { recursive: true, force: true });
  }
  await rm(join(dataDirectory, 'postgres'), { recursive: true, force: true });
  return foreign;
}
