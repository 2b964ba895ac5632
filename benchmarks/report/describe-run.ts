import { execFile } from 'node:child_process';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

const bytesPerGiB = 2 ** 30;

export interface Machine {
  readonly cpus: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

/** Load of the machine during a run, from all processes. */
export interface LoadOfRun {
  /** Load average over 1, 5 and 15 minutes at the start of the run; zeros where the platform has none. */
  readonly averageBefore: readonly number[];
  readonly averageAfter: readonly number[];
  /** Share of all CPU time that was not idle during the run. */
  readonly busyShare: number;
}

interface CpuTimes {
  readonly busyMs: number;
  readonly totalMs: number;
}

/** CPU times of all cores since the machine booted. */
export function readCpuTimes(): CpuTimes {
  const perCpu = cpus().map(({ times }) => times);
  const idleMs = perCpu.reduce((sum, { idle }) => sum + idle, 0);
  const totalMs = perCpu.flatMap((times) => Object.values(times)).reduce((sum, each) => sum + each, 0);
  return { busyMs: totalMs - idleMs, totalMs };
}

/** Starts watching; the returned function gives the load since then. */
export function watchLoad(): () => LoadOfRun {
  const averageBefore = loadavg().map(round);
  const before = readCpuTimes();
  return () => {
    const after = readCpuTimes();
    const totalMs = after.totalMs - before.totalMs;
    const busyShare = totalMs === 0 ? 0 : (after.busyMs - before.busyMs) / totalMs;
    return { averageBefore, averageAfter: loadavg().map(round), busyShare: round(busyShare) };
  };
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100;
}

export function describeMachine(): Machine {
  const all = cpus();
  return {
    cpus: all.length,
    model: all[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round((totalmem() / bytesPerGiB) * 10) / 10,
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
  };
}

/** The checked-out commit, with `+changes` when the working tree differs from it; null outside of a git clone. */
export async function readCommit(root: string): Promise<string | null> {
  try {
    const commit = await git(root, 'rev-parse', '--short=12', 'HEAD');
    const changes = await git(root, 'status', '--porcelain');
    return changes === '' ? commit : `${commit}+changes`;
  } catch {
    // An archive without history, or a machine without git: the figures are valid all the same.
    return null;
  }
}

async function git(root: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: root });
  return stdout.trim();
}
