import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removePostgresData } from '@petstore/engine/postgres';
import type { Lifetime } from '../processes/lifetime.ts';

/** A data folder for one system, which goes away with the benchmark or before. */
export interface DataFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function createDataFolder(lifetime: Lifetime): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'petstore-bench-'));
  // Under root the database runs as another user, who has to pass through.
  await chmod(path, 0o711);
  const remove = async () => {
    await removePostgresData(path);
    await rm(path, { recursive: true, force: true });
  };
  lifetime.onEnd(remove);
  return { path, remove };
}
