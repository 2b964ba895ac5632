import { join } from 'node:path';
import { findHome } from './choose-home.ts';
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
