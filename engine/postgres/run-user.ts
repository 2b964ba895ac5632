import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { embeddedPostgresErrors } from './errors.ts';

const mayRead = 4;
const maySearch = 1;

/** Whom server processes run as; undefined is whoever runs the engine. */
export interface RunUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` and `nogroup` on Linux. */
const unprivileged: RunUser = { uid: 65_534, gid: 65_534 };

/**
 * PostgreSQL refuses root, so root's server runs as somebody else: as the owner of data that exists already (an
 * ordinary user's, started once with sudo), else as nobody.
 */
export async function chooseRunUser(dataDirectory: string): Promise<RunUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== 'linux') throw embeddedPostgresErrors.create('postgres-root-unsupported');
  const existing = await stat(dataDirectory).catch(() => undefined);
  if (existing === undefined || existing.uid === 0) return unprivileged;
  return { uid: existing.uid, gid: existing.gid };
}

/**
 * How PostgreSQL's programs are run: as their user, from a folder that every user may enter, and with nothing of the
 * engine's environment. The C locale keeps messages in English and macOS from starting a thread, which the server
 * refuses.
 */
export function postgresSpawnOptions(user: RunUser | undefined) {
  return { cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' }, ...user };
}

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
