import { cpus, loadavg } from 'node:os';

/** The machine during a run, whoever caused it. */
export interface LoadOfRun {
  /** Over 1, 5 and 15 minutes, as the run began; zeros where the system has no such thing. */
  readonly averageBefore: readonly number[];
  readonly averageAfter: readonly number[];
  /** Share of all CPU time that was not idle during the run. */
  readonly busyShare: number;
}

export interface CpuTimes {
  readonly busyMs: number;
  readonly totalMs: number;
}

/** What the CPUs of this machine did since it was started. */
export function readCpuTimes(): CpuTimes {
  const perCpu = cpus().map(({ times }) => times);
  const idleMs = perCpu.reduce((sum, { idle }) => sum + idle, 0);
  const totalMs = perCpu.flatMap((times) => Object.values(times)).reduce((sum, each) => sum + each, 0);
  return { busyMs: totalMs - idleMs, totalMs };
}

/** Begins now; the result tells of everything until it is asked. */
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
