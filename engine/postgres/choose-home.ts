import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedPostgresErrors } from './embedded-errors.ts';
import { mayReach } from './may-reach.ts';
import { chooseRunUser, type RunUser } from './run-user.ts';

/** The folder that holds all of one server: its data, its log and the superuser's password. */
export interface PostgresHome {
  readonly directory: string;
  readonly user: RunUser | undefined;
}

/** Where root's server keeps what another user must reach and cannot reach in the clone. */
export const systemDirectories: readonly string[] = ['/var/lib/marty-petstore', '/var/tmp/marty-petstore'];

const pointerName = 'location';

export interface HomeOptions {
  /** The engine's data folder. */
  readonly dataDirectory: string;
  readonly systemDirectories: readonly string[];
  /** Called before the data of an engine's data folder that was deleted is deleted too. */
  readonly beforeDeletion: (home: string) => Promise<void>;
}

/**
 * `<data folder>/postgres`, or, when root's server user may not search a folder above it, a folder of the system, named by a hash of the
 * data folder's path. `<data folder>/postgres/location` then says where; without that file what is found there belongs to a data folder
 * that somebody deleted, and is deleted as well.
 */
export async function chooseHome(options: HomeOptions): Promise<PostgresHome> {
  const home = join(options.dataDirectory, 'postgres');
  await mkdir(home, { recursive: true });
  const elsewhere = await readPointer(home);
  if (elsewhere !== undefined)
    return { directory: elsewhere, user: await chooseRunUser(join(elsewhere, 'data')) };
  const user = await chooseRunUser(join(home, 'data'));
  if (user === undefined) return { directory: home, user };
  await chmod(home, 0o711);
  if (await mayReach(home, user)) return { directory: home, user };
  await refuseStrandedData(home);
  const directory = await claimElsewhere(home, options);
  await writeFile(join(home, pointerName), `${directory}\n`);
  return { directory, user };
}

/** The folder that a data folder's server lives in, if it has been chosen. */
export async function findHome(dataDirectory: string): Promise<string> {
  const home = join(dataDirectory, 'postgres');
  return (await readPointer(home)) ?? home;
}

async function readPointer(home: string): Promise<string | undefined> {
  const text = await readFile(join(home, pointerName), 'utf8').catch(() => undefined);
  return text?.trim();
}

/** Data that was reachable once must not be left behind silently for an empty server elsewhere. */
async function refuseStrandedData(home: string): Promise<void> {
  const stranded = join(home, 'data');
  if ((await lstat(stranded).catch(() => undefined)) === undefined) return;
  throw embeddedPostgresErrors.create('postgres-data-unusable', {
    message: `The user that PostgreSQL runs as may no longer reach its data in ${stranded}: let others search (chmod o+x) the folders above it.`,
  });
}

async function claimElsewhere(home: string, options: HomeOptions): Promise<string> {
  const key = createHash('sha256')
    .update(await realpath(home))
    .digest('hex')
    .slice(0, 16);
  const directory = join(await systemDirectory(options.systemDirectories), `data-${key}`);
  await options.beforeDeletion(directory);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  await chmod(directory, 0o711);
  return directory;
}

/** The first of the candidates that root owns alone: in a folder that others may write, a name could be laid out for us. */
export async function systemDirectory(candidates: readonly string[]): Promise<string> {
  for (const candidate of candidates) {
    await mkdir(candidate, { recursive: true }).catch(() => undefined);
    const found = await lstat(candidate).catch(() => undefined);
    if (found?.isDirectory() !== true || found.uid !== 0 || (found.mode & 0o022) !== 0) continue;
    await chmod(candidate, 0o711);
    return candidate;
  }
  throw embeddedPostgresErrors.create('postgres-data-unusable', {
    message: `PostgreSQL cannot run as root, and none of ${candidates.join(', ')} can be used for another user: start as an ordinary user.`,
  });
}
