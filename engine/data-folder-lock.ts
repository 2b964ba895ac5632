import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineErrors } from './engine-errors.ts';
import { isRunning, readProcessState } from './process-state.ts';

/** Held while an engine runs on a data folder. */
export interface DataFolderLock {
  release(): Promise<void>;
}

interface LockContent {
  readonly pid: number;
  /** Tells a living holder from another process that got its pid later; null where the system does not tell. */
  readonly processStart: string | null;
}

/** Makes the data folder this engine's own; refuses when a living engine has it, takes over from a dead one. */
export async function lockDataFolder(dataDirectory: string): Promise<DataFolderLock> {
  // Root's PostgreSQL runs as another user, who passes through to its own data; what is secret lies in folders that are closed.
  await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
  const path = join(dataDirectory, 'engine.lock');
  const processStart = (await readProcessState(process.pid))?.start ?? null;
  const content = JSON.stringify({ pid: process.pid, processStart });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await createFile(path, content)) {
      return { release: () => rm(path, { force: true }) };
    }
    const holder = await readHolder(path);
    if (holder !== null && (await isAlive(holder))) {
      throw engineErrors.create('data-folder-in-use', {
        message: `An engine runs on ${dataDirectory} already (process ${holder.pid}); stop it, or name another data folder.`,
        details: { dataDirectory, pid: holder.pid },
      });
    }
    await rm(path, { force: true });
  }
  throw engineErrors.create('data-folder-in-use', { details: { dataDirectory } });
}

/** The process of the engine that runs, or starts, on a data folder; null where none does. */
export async function engineOf(dataDirectory: string): Promise<number | null> {
  const holder = await readHolder(join(dataDirectory, 'engine.lock'));
  return holder !== null && (await isAlive(holder)) ? holder.pid : null;
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
    return isLockContent(content) ? content : null;
  } catch {
    // Not written by an engine.
    return null;
  }
}

function isLockContent(value: unknown): value is LockContent {
  return typeof value === 'object' && value !== null && 'pid' in value && Number.isInteger(value.pid);
}

async function isAlive({ pid, processStart: start }: LockContent): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  const now = (await readProcessState(pid))?.start ?? null;
  return start === null || start === undefined || now === null || now === start;
}
