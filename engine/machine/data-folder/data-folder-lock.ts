import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineErrors } from '../../errors.ts';
import { type FolderIdentity, identifyFolder, isFolderIdentity, isSameFolder } from '../folder-identity.ts';
import { isSameProcess, readProcessState } from '../processes/process-state.ts';

/** Held while an engine runs on a data folder. */
interface DataFolderLock {
  release(): Promise<void>;
}

interface LockContent {
  readonly pid: number;
  /** Tells a living holder from another process that got its pid later; null where the system does not tell. */
  readonly processStart: string | null;
  /** The data folder: a copy of it holds a copy of this file, and no engine. Null of an engine that did not tell. */
  readonly folder: FolderIdentity | null;
}

/** Makes the data folder this engine's own; refuses when a living engine has it, takes over from a dead one. */
export async function lockDataFolder(dataDirectory: string): Promise<DataFolderLock> {
  // Root's PostgreSQL runs as another user, who passes through to its own data; what is secret lies in folders that are
  // closed.
  await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
  const path = join(dataDirectory, 'engine.lock');
  const processStart = (await readProcessState(process.pid))?.start ?? null;
  const folder = identifyFolder(dataDirectory);
  const content = JSON.stringify({ pid: process.pid, processStart, folder } satisfies LockContent);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await createFile(path, content)) {
      return { release: () => release(path) };
    }
    const holder = await readHolder(path);
    if (holder !== null && (await isHeld(holder, dataDirectory))) {
      throw engineErrors.create('data-folder-in-use', {
        message: `An engine runs on ${dataDirectory} already (process ${holder.pid}); stop it, or name another data folder.`,
        details: { dataDirectory, pid: holder.pid },
      });
    }
    await rm(path, { force: true });
  }
  throw engineErrors.create('data-folder-in-use', { details: { dataDirectory } });
}

/** A data folder that was moved may have another one, with a lock of its own, in its place. */
async function release(path: string): Promise<void> {
  if ((await readHolder(path))?.pid === process.pid) await rm(path, { force: true });
}

/** The process of the engine that runs, or starts, on a data folder; null where none does. */
export async function engineOf(dataDirectory: string): Promise<number | null> {
  const holder = await readHolder(join(dataDirectory, 'engine.lock'));
  return holder !== null && (await isHeld(holder, dataDirectory)) ? holder.pid : null;
}

/** Whole or not at all, so that nobody takes a lock for abandoned that is just being written. */
async function createFile(path: string, content: string): Promise<boolean> {
  const own = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(own, content, { mode: 0o600 });
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function readHolder(path: string): Promise<LockContent | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const content: unknown = JSON.parse(text);
    return parseContent(content);
  } catch {
    // Not written by an engine.
    return null;
  }
}

function parseContent(value: unknown): LockContent | null {
  if (typeof value !== 'object' || value === null || !('pid' in value)) return null;
  if (typeof value.pid !== 'number' || !Number.isInteger(value.pid)) return null;
  const start = 'processStart' in value && typeof value.processStart === 'string' ? value.processStart : null;
  const folder = 'folder' in value && isFolderIdentity(value.folder) ? value.folder : null;
  return { pid: value.pid, processStart: start, folder };
}

async function isHeld({ pid, processStart, folder }: LockContent, dataDirectory: string): Promise<boolean> {
  if (folder !== null && !isSameFolder(folder, identifyFolder(dataDirectory))) return false;
  return isSameProcess(pid, processStart);
}
