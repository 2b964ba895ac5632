import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunUser } from './run-user.ts';

const mayRead = 4;
const maySearch = 1;

/** Whether the permission bits let a user read a file, or search a folder, and search every folder above it. */
export async function mayReach(path: string, user: RunUser): Promise<boolean> {
  const real = await realpath(path);
  const target = await stat(real);
  if (!permits(target, user, target.isDirectory() ? maySearch : mayRead)) return false;
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if (!permits(await stat(folder), user, maySearch)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** As POSIX decides: the owner's bits if it is the owner, else the group's if it is in the group, else the others'. */
function permits(file: { uid: number; gid: number; mode: number }, user: RunUser, bits: number): boolean {
  const shift = file.uid === user.uid ? 6 : file.gid === user.gid ? 3 : 0;
  return ((file.mode >> shift) & bits) === bits;
}
