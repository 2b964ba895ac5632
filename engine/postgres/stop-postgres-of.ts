import { join } from 'node:path';
import { findHome } from './choose-home.ts';
import { stopServerOf } from './settle-orphan.ts';

/** Stops the server that an engine left on its data folder; whether there was one. */
export async function stopPostgresOf(dataDirectory: string): Promise<boolean> {
  return stopServerOf(join(await findHome(dataDirectory), 'data'));
}
