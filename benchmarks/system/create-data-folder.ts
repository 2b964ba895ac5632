import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removePostgresData } from '@petstore/engine/postgres';
import type { Lifetime } from '../processes/lifetime.ts';

/** Data folder of one system; it is removed at the end of the benchmark, or earlier by `remove`. */
export interface DataFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function createDataFolder(lifetime: Lifetime): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'petstore-bench-'));
  // When started by root, the database runs as another user, who needs access to the folder.
  await chmod(path, 0o711);
  const remove = async () => {
    await removePostgresData(path);
    await rm(path, { recursive: true, force: true });
  };
  lifetime.onEnd(remove);
  return { path, remove };
}
