import { createHash, randomUUID } from 'node:crypto';
import {
  link,
  lstat,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import {
  type FolderIdentity,
  identifyFolder,
  isFolderIdentity,
  isSameFolder,
} from '../machine/folder-identity.ts';
import type { HomeObservation, HomeRecord } from './decide-home-owner.ts';
import { embeddedPostgresErrors } from './errors.ts';

export const pointerName = 'location';
/** `owner.3.json`: the highest number counts, so that of two that claim a home at once one fails. */
const recordName = /^owner\.(\d+)\.json$/;

export interface ObservedHome {
  /** Where the server's data, log and password are; its real path, where that is outside of the data folder. */
  readonly directory: string;
  /** All that pointers lead to, in the order in which they lead to the data. */
  readonly places: readonly HomeObservation[];
}

/** The home of a data folder, with all that tells whose the parts of it are that pointers lead to. */
export async function observeHome(dataDirectory: string): Promise<ObservedHome> {
  const folder = await realpath(dataDirectory).catch(() => null);
  if (folder === null) return { directory: join(dataDirectory, 'postgres'), places: [] };
  const inside = join(folder, 'postgres');
  const outer = [...(await readLink(inside)), ...(await readLocation(inside))];
  const directory = outer.at(-1)?.home ?? inside;
  const places: HomeObservation[] = [];
  for (const pointer of [...outer, ...(await linksOfData(directory))])
    places.push(await observe(folder, pointer));
  return { directory, places };
}

async function observe(folder: string, pointer: Pointer): Promise<HomeObservation> {
  const { home } = pointer;
  const { record } = await readRecord(home);
  return {
    ...pointer,
    folder,
    identity: identifyFolder(folder),
    homeExists: await exists(home),
    record,
    isInside: home.startsWith(`${folder}${sep}`),
    isNamedForFolder: isNamedFor(basename(home), folder),
    ownerAt: record === null ? null : await findFolder(record, record.folder),
    isFormerPathFree: record !== null && !(await exists(record.folder)),
  };
}

/** Writes into home and data folder that they belong together. */
export async function bindHome(
  binding: Pick<HomeObservation, 'folder' | 'identity' | 'home' | 'pointer' | 'pointerKind' | 'pointerId'>,
): Promise<void> {
  const { folder, identity, home, pointer, pointerKind, pointerId } = binding;
  const { record: former, version } = await readRecord(home);
  // The same as before, so that a start that is killed between the two files leaves nothing that contradicts.
  const id = former?.home === home ? former.id : (pointerId ?? randomUUID());
  const record: HomeRecord = { id, home, folder, ...identity };
  await claim(home, version + 1, record);
  if (pointerKind === 'link') return;
  await writeFile(`${pointer}.new`, `${home}\n${id}\n`);
  await rename(`${pointer}.new`, pointer);
}

/** Homes of data folders that are, or were, at this path. */
export async function homesNamedFor(systemDirectory: string, folder: string): Promise<readonly string[]> {
  const names = await entriesOf(systemDirectory);
  return names.filter((name) => isNamedFor(name, folder)).map((name) => join(systemDirectory, name));
}

/** A path in the system's folder for the home of a data folder. */
export async function freeHomeName(systemDirectory: string, folder: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = join(systemDirectory, `${homeName(folder)}${number === 1 ? '' : `-${number}`}`);
    if (!(await exists(path))) return path;
  }
}

function homeName(folder: string): string {
  const key = createHash('sha256').update(join(folder, 'postgres')).digest('hex').slice(0, 16);
  return `data-${key}`;
}

function isNamedFor(name: string, folder: string): boolean {
  const own = homeName(folder);
  return name === own || name.startsWith(`${own}-`);
}

type Pointer = Pick<HomeObservation, 'home' | 'pointer' | 'pointerKind' | 'pointerId' | 'isLink'>;

async function readLocation(inside: string): Promise<readonly Pointer[]> {
  const pointer = join(inside, pointerName);
  const text = await readFile(pointer, 'utf8').catch(() => '');
  const [named = '', id = ''] = text.split('\n').map((line) => line.trim());
  if (named === '') return [];
  const [link] = await readLink(resolve(named));
  const home = link?.home ?? resolve(named);
  return [{ home, pointer, pointerKind: 'location', pointerId: id || null, isLink: link !== undefined }];
}

/** Empty where the path is not a symbolic link; the target may be missing. */
async function readLink(path: string): Promise<readonly Pointer[]> {
  if (!(await isLink(path))) return [];
  const home = await realpath(path).catch(async () => resolve(dirname(path), await readlink(path)));
  return [{ home, pointer: path, pointerKind: 'link', pointerId: null, isLink: true }];
}

/**
 * The data itself may be a link, and so may folders in it, such as that of the write-ahead log, and tablespaces. What
 * is missing of them is PostgreSQL's to report.
 */
async function linksOfData(directory: string): Promise<readonly Pointer[]> {
  const data = join(directory, 'data');
  const tablespaces = join(data, 'pg_tblspc');
  const names = [...(await pathsIn(data)), ...(await pathsIn(tablespaces))];
  const links = (await Promise.all(names.map(readLink))).flat();
  const leadToFolder = await Promise.all(links.map(({ home }) => isFolder(home)));
  return [...(await readLink(data)), ...links.filter((_link, index) => leadToFolder[index])];
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  return (await entriesOf(folder)).map((name) => join(folder, name));
}

async function readRecord(
  home: string,
): Promise<{ readonly record: HomeRecord | null; readonly version: number }> {
  const versions = (await entriesOf(home)).flatMap((name) => recordName.exec(name)?.[1] ?? []).map(Number);
  if (versions.length === 0) return { record: null, version: 0 };
  const version = Math.max(...versions);
  const text = await readFile(join(home, `owner.${version}.json`), 'utf8').catch(() => '');
  return { record: parseRecord(text), version };
}

async function entriesOf(home: string): Promise<readonly string[]> {
  try {
    return await readdir(home);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw embeddedPostgresErrors.create('postgres-data-unusable', {
      message: `The databases are in ${home}, which this user may not read (${code}): run the command as the user who started the system, such as root.`,
      cause: error,
    });
  }
}

function parseRecord(text: string): HomeRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    // Not written by an engine: then nothing is recorded.
    return null;
  }
}

function isRecord(value: unknown): value is HomeRecord {
  return (
    isFolderIdentity(value) &&
    'id' in value &&
    typeof value.id === 'string' &&
    'home' in value &&
    typeof value.home === 'string' &&
    'folder' in value &&
    typeof value.folder === 'string'
  );
}

async function claim(home: string, version: number, record: HomeRecord): Promise<void> {
  const path = join(home, `owner.${version}.json`);
  const draft = join(home, `.owner.${randomUUID()}`);
  const { uid, gid } = await stat(home);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    // In linked data, the server and its tools must be able to read every file.
    if (process.getuid?.() === 0) await file.chown(uid, gid);
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw claimedMeanwhile(home, error);
  } finally {
    await rm(draft, { force: true });
  }
  if ((await readRecord(home)).version !== version) throw claimedMeanwhile(home);
  await rm(join(home, `owner.${version - 1}.json`), { force: true });
}

function claimedMeanwhile(home: string, cause?: unknown) {
  const message = `Another system that starts at the same time has taken the databases in ${home}: start this one again to see which.`;
  return embeddedPostgresErrors.create('postgres-data-unusable', { message, cause });
}

/** The path itself, or a folder beside it: most are renamed, if anything. */
async function findFolder(identity: FolderIdentity, path: string): Promise<string | null> {
  const beside = await readdir(dirname(path)).catch(() => []);
  const candidates = [path, ...beside.map((name) => join(dirname(path), name))];
  return candidates.find((candidate) => isAt(candidate, identity)) ?? null;
}

function isAt(path: string, identity: FolderIdentity): boolean {
  try {
    return isSameFolder(identifyFolder(path), identity);
  } catch {
    // It is gone, or may not be looked at: then it was not found there.
    return false;
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isSymbolicLink() === true;
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
