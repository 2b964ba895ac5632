import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findHome, type LeftDatabases } from './choose-home.ts';
import { serverOf } from './postmaster-file.ts';
import { stopServerOf } from './settle-orphan.ts';

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
 * Stops the server of an engine's data folder, if one runs, and deletes its data, wherever it lies. What it points to
 * and is not known to be its own, as in a copy, is left as it is, and told.
 */
export async function removePostgresData(dataDirectory: string): Promise<LeftDatabases | null> {
  const { directory, ownPlaces, left } = await findHome(dataDirectory);
  if (directory !== null) await stopServerOf(join(directory, 'data'));
  for (const path of ownPlaces.toReversed()) await rm(path, { recursive: true, force: true });
  await rm(join(dataDirectory, 'postgres'), { recursive: true, force: true });
  return left;
}
