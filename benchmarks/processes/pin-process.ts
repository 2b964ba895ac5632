import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';

const run = promisify(execFile);

/** Pins processes, with all their threads, to one core. */
export interface Pinning {
  readonly isAvailable: boolean;
  pin(pid: number, core: number): Promise<void>;
}

/** Pins with `taskset`; does nothing where it is not installed. */
export async function createPinning(): Promise<Pinning> {
  const taskset = await findProgram('taskset');
  return {
    isAvailable: taskset !== null,
    async pin(pid, core) {
      if (taskset === null) return;
      await run(taskset, ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
    },
  };
}

/** The core of each part of a measurement. */
interface Cores {
  readonly proxy: number;
  readonly callee: number;
  readonly generator: number;
}

/**
 * Reserves one core for the proxy; with three cores or more, callee and generator have one each. Null with a single
 * core.
 */
export function planCores(count: number): Cores | null {
  if (count < 2) return null;
  return { proxy: 0, callee: 1, generator: count > 2 ? 2 : 1 };
}
