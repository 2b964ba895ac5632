import { describe, expect, it } from 'vitest';
import { type CpuGroups, type CpuSnapshot, cpuBetween, type ProcessCpu } from './observe-cpu.ts';

function snapshot(...processes: readonly Partial<ProcessCpu>[]): CpuSnapshot {
  const whole = processes.map(
    (each): ProcessCpu => ({ pid: 0, parentPid: 1, ms: 0, endedChildrenMs: 0, title: '', ...each }),
  );
  return new Map(whole.map((process) => [process.pid, process]));
}

const groups: CpuGroups = {
  ofProcess: ({ title }) => (title === 'observer' ? null : title),
  ofEndedChildren: ({ title }) => `ended children of ${title}`,
};
const between = (before: CpuSnapshot, after: CpuSnapshot) =>
  Object.fromEntries(cpuBetween(before, after, groups));

describe('the CPU between two snapshots', () => {
  it('is summed by group, and leaves out who is in none', () => {
    const before = snapshot(
      { pid: 10, ms: 100, title: 'server' },
      { pid: 11, ms: 5, title: 'backend' },
      { pid: 12, ms: 5, title: 'observer' },
    );
    const after = snapshot(
      { pid: 10, ms: 130, title: 'server' },
      { pid: 11, ms: 25, title: 'backend' },
      { pid: 12, ms: 99, title: 'observer' },
      { pid: 13, ms: 7, title: 'backend' },
    );
    expect(between(before, after)).toEqual({ server: 30, backend: 27 });
  });

  it('has of a child that ended only what it used in that time', () => {
    const before = snapshot(
      { pid: 10, ms: 100, endedChildrenMs: 1_000, title: 'server' },
      { pid: 11, parentPid: 10, ms: 400, title: 'backend' },
      { pid: 12, parentPid: 10, ms: 50, title: 'backend' },
    );
    const after = snapshot(
      { pid: 10, ms: 100, endedChildrenMs: 1_430, title: 'server' },
      { pid: 12, parentPid: 10, ms: 60, title: 'backend' },
    );
    expect(between(before, after)).toEqual({ 'ended children of server': 30, backend: 10 });
  });
});
