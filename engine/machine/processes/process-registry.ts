import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FolderIdentity, identifyFolder } from '../folder-identity.ts';
import { readProcessStart } from './process-state.ts';
import { signalGroup } from './signal-group.ts';

interface RegisteredProcess {
  readonly pid: number;
  readonly pod: string;
  readonly container: string;
  readonly startedAt: string;
}

/** What the file holds. */
export interface ProcessList {
  /** The data folder: a copy of it holds a copy of this list, and none of these processes is its. */
  readonly folder: FolderIdentity;
  readonly processes: readonly ListedProcess[];
}

interface ListedProcess extends RegisteredProcess {
  /** Tells it from another process that got its pid later; null where the system does not tell. */
  readonly processStart: string | null;
}

/**
 * Keeps a file that lists which processes run for which pod, so that what a killed engine leaves behind can be found.
 */
export class ProcessRegistry {
  readonly #path: string;
  readonly #processes = new Map<number, ListedProcess>();

  constructor(path: string) {
    this.#path = path;
  }

  add(process: RegisteredProcess): void {
    this.#processes.set(process.pid, { ...process, processStart: readProcessStart(process.pid) });
    this.#write();
  }

  /** What has ended stays listed until the file is written again: a reader knows a process by more than its number. */
  remove(pid: number): void {
    if (this.#processes.delete(pid) && this.#processes.size === 0) rmSync(this.#path, { force: true });
  }

  /** For an engine that ends without having ended its pods: nothing may outlive it. */
  killAll(): void {
    for (const pid of this.#processes.keys()) signalGroup(pid, 'SIGKILL');
  }

  #write(): void {
    const folder = identifyFolder(dirname(this.#path));
    const list: ProcessList = { folder, processes: [...this.#processes.values()] };
    const text = `${JSON.stringify(list, null, 2)}\n`;
    writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}
