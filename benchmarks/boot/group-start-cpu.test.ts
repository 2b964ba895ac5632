import { describe, expect, it } from 'vitest';
import type { ProcessCpu } from '../processes/observe-cpu.ts';
import { groupStartCpu } from './group-start-cpu.ts';

const groups = [
  { name: 'gateway', roots: [20, 21] },
  { name: 'PostgreSQL', roots: [30] },
  { name: 'engine', roots: [10] },
];

function grouped(...processes: readonly Partial<ProcessCpu>[]) {
  const whole = processes.map(
    (each): ProcessCpu => ({ pid: 0, parentPid: 1, ms: 0, endedChildrenMs: 0, title: '', ...each }),
  );
  const snapshot = new Map(whole.map((process) => [process.pid, process]));
  return Object.fromEntries(groupStartCpu(snapshot, groups, 10));
}

describe('the CPU of a start', () => {
  it('is that of the pods of a Deployment together, although they descend from the engine', () => {
    expect(
      grouped({ pid: 10, ms: 900 }, { pid: 20, parentPid: 10, ms: 200 }, { pid: 21, parentPid: 10, ms: 300 }),
    ).toMatchObject({ gateway: 0.5, engine: 0.9 });
  });

  it('counts for the init containers what ended below the engine, and elsewhere for the parent', () => {
    expect(
      grouped({ pid: 10, ms: 900, endedChildrenMs: 700 }, { pid: 30, ms: 100, endedChildrenMs: 150 }),
    ).toEqual({ gateway: 0, PostgreSQL: 0.25, engine: 0.9, 'init containers': 0.7 });
  });

  it('counts a process for its nearest ancestor with a group, and the command for the engine', () => {
    expect(
      grouped({ pid: 5, ms: 100 }, { pid: 30, parentPid: 10, ms: 60 }, { pid: 31, parentPid: 30, ms: 40 }),
    ).toMatchObject({ PostgreSQL: 0.1, engine: 0.1 });
  });
});
