import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const usualTicksPerSecond = 100;
let ticksPerSecond: number | undefined;

/** Whether this platform reports CPU and memory of other processes (Linux does, in /proc). */
export const canObserveProcesses = process.platform === 'linux';

/** Process ids of the roots and all their descendants. */
export async function listProcessTree(roots: readonly number[]): Promise<number[]> {
  return descendantsOf(roots, await listProcesses()).map(({ pid }) => pid);
}

/**
 * CPU seconds that the processes, and the children that they have waited for, have used; 0 for those that have exited.
 */
export async function readCpuSeconds(pids: readonly number[]): Promise<number> {
  const wanted = new Set(pids);
  const processes = (await listProcesses()).filter(({ pid }) => wanted.has(pid));
  const ticks = processes.reduce((sum, { cpuTicks }) => sum + cpuTicks, 0);
  return ticks / (await readTicksPerSecond());
}

/** CPU seconds by group of processes: the roots and all their descendants, each in the first group that it is of. */
export async function readCpuByGroup(
  groups: readonly { readonly name: string; readonly roots: readonly number[] }[],
): Promise<ReadonlyMap<string, number>> {
  const [processes, ticks] = await Promise.all([listProcesses(), readTicksPerSecond()]);
  const seen = new Set<number>();
  return new Map(
    groups.map(({ name, roots }) => {
      const own = descendantsOf(roots, processes).filter(({ pid }) => !seen.has(pid));
      for (const { pid } of own) seen.add(pid);
      return [name, own.reduce((sum, { cpuTicks }) => sum + cpuTicks, 0) / ticks];
    }),
  );
}

/** Proportional set size (PSS) in bytes, summed over the processes: each shared page counts once. */
export async function readPssBytes(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(
    pids.map(async (pid) => parsePssBytes(await readOf(pid, 'smaps_rollup')) ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** All processes of the machine. */
export async function listProcesses(): Promise<ProcessStat[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(names.map((name) => readOf(Number(name), 'stat')));
  return lines.filter((line) => line !== '').map(parseProcessStat);
}

/** Empty when the process has exited in the meantime. */
async function readOf(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}

/** Clock ticks of `/proc/PID/stat`. */
export async function readTicksPerSecond(): Promise<number> {
  ticksPerSecond ??= Number((await run('getconf', ['CLK_TCK'])).stdout) || usualTicksPerSecond;
  return ticksPerSecond;
}

/** The fields of `/proc/PID/stat` that are used (proc(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** Clock ticks used by the process itself. */
  readonly ownTicks: number;
  /** Clock ticks used by the process and by the children that it has waited for. */
  readonly cpuTicks: number;
}

/**
 * Reads a line of `/proc/PID/stat`. The process name may contain anything, so fields count from the last parenthesis.
 */
export function parseProcessStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // `fields[0]` is field 3 of proc(5).
  const numberAt = (field: number) => Number(fields[field - 3]);
  const ownTicks = numberAt(14) + numberAt(15);
  const cpuTicks = ownTicks + numberAt(16) + numberAt(17);
  const stat = { pid: Number.parseInt(line, 10), parentPid: numberAt(4), ownTicks, cpuTicks };
  if (Object.values(stat).some(Number.isNaN)) throw new RangeError(`not a line of /proc/PID/stat: ${line}`);
  return stat;
}

/** The PSS of `/proc/PID/smaps_rollup` in bytes; null when it is missing, as for a process that is exiting. */
export function parsePssBytes(text: string): number | null {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** The roots that exist, and all processes that descend from them. */
export function descendantsOf<Process extends { readonly pid: number; readonly parentPid: number }>(
  roots: readonly number[],
  processes: readonly Process[],
): Process[] {
  const wanted = new Set(roots);
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const { pid, parentPid } of processes) if (wanted.has(parentPid)) wanted.add(pid);
  }
  return processes.filter(({ pid }) => wanted.has(pid));
}
