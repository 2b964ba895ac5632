import { postgresOf, stopPostgresOf } from '../../postgres/index.ts';
import { clearLeftovers, dataFolderAt } from '../data-folder/data-folder.ts';
import { findOrphans } from '../processes/end-orphans.ts';

/** A process that outlives its engine: of a pod, the mesh proxy, telemetry, or PostgreSQL. */
export interface AbandonedProcess {
  readonly name: string;
  readonly pid: number;
}

const databaseName = 'PostgreSQL';

/**
 * What an engine that was killed left running on a data folder. Changes nothing. Not for a folder whose engine lives.
 */
export async function findAbandoned(dataDirectory: string): Promise<readonly AbandonedProcess[]> {
  const orphans = await findOrphans(dataFolderAt(dataDirectory).processes);
  const postgres = await postgresOf(dataDirectory);
  const named = orphans.map(({ pod, pid }) => ({ name: pod, pid }));
  return postgres === null ? named : [...named, { name: databaseName, pid: postgres }];
}

/** Ends all of that, and tells what it was. */
export async function endAbandoned(dataDirectory: string): Promise<readonly string[]> {
  const orphans = await clearLeftovers(dataFolderAt(dataDirectory));
  const pods = orphans.map(({ pod }) => pod);
  return (await stopPostgresOf(dataDirectory)) ? [...pods, databaseName] : pods;
}
