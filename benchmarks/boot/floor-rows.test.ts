import { describe, expect, it } from 'vitest';
import { floorRows } from './floor-rows.ts';
import type { MeasuredFloor } from './measure-floor.ts';
import type { MeasuredStart } from './measure-start.ts';

function start(readySeconds: number, megabytes: number | null = null): MeasuredStart {
  const cpuGroups = new Map(
    Object.entries({ gateway: 1, engine: 1.5, PostgreSQL: 0.6, 'init containers': readySeconds / 10 }),
  );
  const memory = new Map(Object.entries({ gateway: megabytes ?? 0, engine: 50 }));
  const rest = megabytes === null ? null : { memory, cores: 0.1 };
  return { readySeconds, cpuSeconds: readySeconds * 2, cpuGroups, othersCpuSeconds: 0.5, rest };
}

function bare(readySeconds: number, megabytes: number | null = null): MeasuredFloor {
  return { readySeconds, pods: 8, cpu: { pods: 0.8, initContainers: 0.3, postgres: 0.1 }, megabytes };
}

describe('the rows of the boot floor', () => {
  const rows = floorRows('2 replicas', {
    replicas: 2,
    warm: [start(3), start(2), start(9, 270)],
    floor: [bare(2), bare(1.5), bare(8, 160)],
  });
  const find = (metric: string) => rows.find((row) => row.metric === metric);

  it('judge the ratio of the medians, whatever the number of replicas', () => {
    expect(find('warm start, 2 replicas: ready, ours / floor')).toMatchObject({
      value: 3,
      baseline: 2,
      ratio: 1.5,
      goal: { of: 'ratio', bound: 1.5 },
      met: true,
    });
    expect(find('warm start, 2 replicas: CPU, ours / floor')).toMatchObject({
      value: 6,
      baseline: 1.2,
      goal: { of: 'ratio', bound: 2 },
      met: false,
    });
  });

  it('compare the memory of all groups after the rest, which only the last of each had', () => {
    expect(find('memory at rest, 2 replicas: ours / floor')).toMatchObject({
      value: 320,
      baseline: 160,
      ratio: 2,
      goal: { of: 'ratio', bound: 1.6 },
      met: false,
    });
  });

  it('set each group of processes beside what the floor used for the same', () => {
    const cpuOf = (name: string) => find(`warm start, 2 replicas: CPU of ${name}`);
    expect(cpuOf('gateway')).toMatchObject({ value: 1, baseline: 0.2, ratio: 5, goal: null });
    expect(cpuOf('init containers')).toMatchObject({ value: 0.3, baseline: 0.3 });
    expect(cpuOf('PostgreSQL')).toMatchObject({ value: 0.6, baseline: 0.1 });
    expect(cpuOf('engine')).toMatchObject({ value: 1.5, baseline: null, ratio: null });
  });

  it('are none where the platform reports neither CPU nor a floor', () => {
    const blind = { ...start(2), cpuSeconds: null, cpuGroups: null };
    expect(floorRows('1 replica', { replicas: 1, warm: [blind], floor: [] })).toEqual([]);
  });
});
