import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';

const run = promisify(execFile);

/** Holds processes, with every thread of theirs, to one core. */
export interface Pinning {
  readonly isAvailable: boolean;
  pin(pid: number, core: number): Promise<void>;
}

/** By `taskset`, where it is installed; without it processes stay wherever the scheduler puts them. */
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

/** Which core each part of a measurement keeps to. */
interface Cores {
  readonly proxy: number;
  readonly callee: number;
  readonly generator: number;
}

/** A core for the proxy alone; where there are three or more, callee and generator do not share one either. Null with one core only. */
export function planCores(count: number): Cores | null {
  if (count < 2) return null;
  return { proxy: 0, callee: 1, generator: count > 2 ? 2 : 1 };
}
