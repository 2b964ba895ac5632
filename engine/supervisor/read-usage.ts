import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type ProcessUsage, parseProcUsage, parsePsTable } from './parse-usage.ts';

/** What each process and all that it started use, by its pid; one that has ended is left out. */
export async function readUsage(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessUsage>> {
  if (process.platform !== 'linux') return readFromPs();
  const usages = new Map<number, ProcessUsage>();
  for (const pid of pids) {
    const usage = readFromProc(pid);
    if (usage !== null) usages.set(pid, usage);
  }
  return usages;
}

async function readFromPs(): Promise<ReadonlyMap<number, ProcessUsage>> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss=,time=']);
  return parsePsTable(stdout);
}

/** Reads at once: the kernel makes these files up in microseconds, and a promise for each costs more than they do. */
function readFromProc(pid: number): ProcessUsage | null {
  const own = parseProcUsage(textOf(`/proc/${pid}/stat`), textOf(`/proc/${pid}/status`));
  if (own === null) return null;
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return children.map(readFromProc).reduce<ProcessUsage>(
    (sum, child) => ({
      cpuSeconds: sum.cpuSeconds + (child?.cpuSeconds ?? 0),
      memoryBytes: sum.memoryBytes + (child?.memoryBytes ?? 0),
    }),
    own,
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process has ended.
    return '';
  }
}
