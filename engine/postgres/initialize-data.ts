import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAppError } from '@petstore/chassis/errors';
import type { PostgresHome } from './choose-home.ts';
import { embeddedPostgresErrors } from './errors.ts';
import { withPlainInitdb } from './prepare-binaries.ts';
import { postgresSpawnOptions } from './run-user.ts';

export const superuser = 'postgres';

const passwordFile = 'superuser-password';

/** Data, once made, comes with the superuser's password beside it. */
interface InitializedData {
  readonly dataDirectory: string;
  readonly password: string;
}

interface InitializeOptions {
  readonly initdb: string;
  /** False leaves flushing to the operating system, for data that only serves a test. */
  readonly isDurable: boolean;
  readonly signal: AbortSignal;
  readonly onCreate: () => void;
}

/**
 * Runs initdb unless the data exists: UTF-8, the built-in C.UTF-8 locale (the same order on every machine), SCRAM
 * passwords on every kind of connection. It works in a folder aside, so that one which was interrupted is never taken
 * for data.
 */
export async function initializeData(
  home: PostgresHome,
  options: InitializeOptions,
): Promise<InitializedData> {
  const dataDirectory = join(home.directory, 'data');
  if (await exists(dataDirectory)) return { dataDirectory, password: await keptPassword(home.directory) };
  options.onCreate();
  const unfinished = `${dataDirectory}.unfinished`;
  const passwordSource = join(home.directory, 'initial-password');
  const password = randomBytes(24).toString('base64url');
  const passwordPath = join(home.directory, passwordFile);
  // Whatever a link there leads to is not written into.
  const former = [unfinished, passwordSource, passwordPath];
  await Promise.all(former.map((path) => rm(path, { recursive: true, force: true })));
  await writeFile(passwordPath, `${password}\n`, { mode: 0o600 });
  await writeFile(passwordSource, `${password}\n`, { mode: 0o600 });
  await mkdir(unfinished, { mode: 0o700 });
  if (home.user !== undefined) {
    for (const path of [unfinished, passwordSource]) await chown(path, home.user.uid, home.user.gid);
  }
  try {
    await runInitdb(home, { unfinished, passwordSource, ...options });
  } finally {
    await rm(passwordSource, { force: true });
  }
  await rename(unfinished, dataDirectory);
  return { dataDirectory, password };
}

async function runInitdb(
  home: PostgresHome,
  options: InitializeOptions & { unfinished: string; passwordSource: string },
): Promise<void> {
  const args = [
    `--pgdata=${options.unfinished}`,
    `--username=${superuser}`,
    `--pwfile=${options.passwordSource}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(options.isDurable ? [] : ['--no-sync']),
  ];
  try {
    const spawnOptions = { ...postgresSpawnOptions(home.user), signal: options.signal };
    await withPlainInitdb(options.initdb, async (initdb) => {
      await promisify(execFile)(initdb, args, spawnOptions);
    });
  } catch (error) {
    if (isAppError(error)) throw error;
    const said = String(Object(error).stderr ?? '').trim();
    throw embeddedPostgresErrors.create('postgres-start-failed', {
      message: `PostgreSQL's data could not be created in ${home.directory}: ${said}`,
      cause: error,
    });
  }
}

async function keptPassword(directory: string): Promise<string> {
  const path = join(directory, passwordFile);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw embeddedPostgresErrors.create('postgres-data-unusable', {
      message: `PostgreSQL's data exists in ${directory}, but its password file ${path} cannot be read: restore it, or delete the folder to begin anew.`,
      cause: error,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
