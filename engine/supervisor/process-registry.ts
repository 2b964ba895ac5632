import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { signalGroup } from './signal-group.ts';

export interface RegisteredProcess {
  readonly pid: number;
  readonly pod: string;
  readonly container: string;
  readonly startedAt: string;
}

/** Keeps a file that lists which processes run for which pod, so that what a killed engine leaves behind can be found. */
export class ProcessRegistry {
  readonly #path: string;
  readonly #processes = new Map<number, RegisteredProcess>();

  constructor(path: string) {
    this.#path = path;
  }

  add(process: RegisteredProcess): void {
    this.#processes.set(process.pid, process);
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
    const text = `${JSON.stringify([...this.#processes.values()], null, 2)}\n`;
    writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}
