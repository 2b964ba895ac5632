import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { descendantsOf, type ProcessStat, parseProcessStat, parsePssBytes } from './parse-proc.ts';

const run = promisify(execFile);
const usualTicksPerSecond = 100;
let ticksPerSecond: number | undefined;

/** Whether this machine tells of other processes; only Linux does it this way. */
export const canObserveProcesses = process.platform === 'linux';

/** Process ids of the roots and of all that descends from them. */
export async function listProcessTree(roots: readonly number[]): Promise<number[]> {
  return descendantsOf(roots, await listProcesses()).map(({ pid }) => pid);
}

/** CPU that processes and what they waited for have used so far; those that are gone count as nothing. */
export async function readCpuSeconds(pids: readonly number[]): Promise<number> {
  const wanted = new Set(pids);
  const processes = (await listProcesses()).filter(({ pid }) => wanted.has(pid));
  const ticks = processes.reduce((sum, { cpuTicks }) => sum + cpuTicks, 0);
  return ticks / (await readTicksPerSecond());
}

/** Proportional set size in all: memory that processes share counts once. */
export async function readPssBytes(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(
    pids.map(async (pid) => parsePssBytes(await readOf(pid, 'smaps_rollup')) ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function listProcesses(): Promise<ProcessStat[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(names.map((name) => readOf(Number(name), 'stat')));
  return lines.filter((line) => line !== '').map(parseProcessStat);
}

/** Empty when the process has ended meanwhile. */
async function readOf(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}

async function readTicksPerSecond(): Promise<number> {
  ticksPerSecond ??= Number((await run('getconf', ['CLK_TCK'])).stdout) || usualTicksPerSecond;
  return ticksPerSecond;
}
