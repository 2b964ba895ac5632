import { clearLeftovers, dataFolderAt } from './data-folder.ts';
import { stopPostgresOf } from './postgres/index.ts';

/** Ends whatever an engine that was killed left running on a data folder, and tells what that was. Not for a folder whose engine lives. */
export async function endAbandoned(dataDirectory: string): Promise<readonly string[]> {
  const pods = await clearLeftovers(dataFolderAt(dataDirectory));
  return (await stopPostgresOf(dataDirectory)) ? [...pods, 'PostgreSQL'] : pods;
}
