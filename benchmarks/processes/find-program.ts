import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Folders for server programs, which are on the PATH of administrators only. */
const serverFolders = ['/usr/sbin', '/usr/local/sbin'];

/** The path of an installed program; null where it is not installed. */
export async function findProgram(name: string): Promise<string | null> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...serverFolders];
  for (const folder of folders.filter((each) => each !== '')) {
    const path = join(folder, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
