import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Linux counts in these whatever its own ticks are (USER_HZ). */
const ticksPerSecond = 100;

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

/** What one process has used and holds. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** Its resident memory. */
  readonly memoryBytes: number;
}

/**
 * From the contents of `/proc/PID/stat` and `/proc/PID/status`; null when they are not whole. CPU time includes that of
 * children which have ended. Fields are counted behind the name, which may hold spaces:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function parseProcUsage(stat: string, status: string): ProcessUsage | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).map(Number);
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (ticks.length < 4 || ticks.some(Number.isNaN) || kilobytes === undefined) return null;
  const cpuSeconds = ticks.reduce((sum, each) => sum + each, 0) / ticksPerSecond;
  return { cpuSeconds, memoryBytes: Number(kilobytes) * 1024 };
}

/** From `ps -A -o pgid=,rss=,time=`: the sums of each process group. */
export function parsePsTable(table: string): ReadonlyMap<number, ProcessUsage> {
  const groups = new Map<number, ProcessUsage>();
  for (const line of table.split('\n')) {
    const [group, kilobytes, time] = line.trim().split(/\s+/);
    if (time === undefined) continue;
    const before = groups.get(Number(group)) ?? { cpuSeconds: 0, memoryBytes: 0 };
    groups.set(Number(group), {
      cpuSeconds: before.cpuSeconds + secondsOf(time),
      memoryBytes: before.memoryBytes + Number(kilobytes) * 1024,
    });
  }
  return groups;
}

/** `[[days-]hours:]minutes:seconds[.hundredths]`. */
function secondsOf(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-', 2) : ['0', time];
  const parts = (clock ?? '').split(':').map(Number);
  return Number(days) * 86_400 + parts.reduce((sum, part) => sum * 60 + part, 0);
}
