import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findHome } from './choose-home.ts';
import { stopServerOf } from './settle-orphan.ts';

/** Stops the server of an engine's data folder, if one runs, and deletes its data, wherever it lies. */
export async function removePostgresData(dataDirectory: string): Promise<void> {
  const home = await findHome(dataDirectory);
  await stopServerOf(join(home, 'data'));
  await rm(home, { recursive: true, force: true });
  await rm(join(dataDirectory, 'postgres'), { recursive: true, force: true });
}
