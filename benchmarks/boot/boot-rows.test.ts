import { describe, expect, it } from 'vitest';
import { bootRows } from './boot-rows.ts';
import type { MeasuredStart } from './measure-start.ts';

function start(readySeconds: number, megabytes: number | null = null): MeasuredStart {
  const memory = new Map(Object.entries({ gateway: megabytes ?? 0, engine: 50 }));
  const rest = megabytes === null ? null : { memory, cores: megabytes / 1_000 };
  return { readySeconds, cpuSeconds: readySeconds * 2, othersCpuSeconds: 0.5, cpuGroups: null, rest };
}

describe('boot rows', () => {
  const rows = bootRows({
    replicas: 1,
    first: [start(9), start(5), start(6)],
    warm: [start(3.1, 290), start(2.5, 310), start(4, 280)],
    floor: [],
  });
  const find = (metric: string) => rows.find((row) => row.metric === metric);

  it('compare the median with the goal for that number of replicas', () => {
    expect(find('first start, 1 replica: ready')).toMatchObject({ value: 6, goal: { bound: 6 }, met: true });
    expect(find('warm start, 1 replica: ready')).toMatchObject({
      value: 3.1,
      goal: { bound: 3 },
      met: false,
    });
  });

  it('show the spread and the CPU of the system and of other processes', () => {
    expect(find('first start, 1 replica: ready, quickest')?.value).toBe(5);
    expect(find('first start, 1 replica: ready, slowest')?.value).toBe(9);
    expect(find('first start, 1 replica: CPU of the system')?.value).toBe(12);
    expect(find('first start, 1 replica: CPU of other processes')?.value).toBe(0.5);
  });

  it('sum the memory of each run before they take the median', () => {
    expect(find('memory at rest, 1 replica: total')).toMatchObject({
      value: 340,
      unit: 'MB PSS',
      met: true,
    });
    expect(find('memory at rest, 1 replica: gateway')).toMatchObject({ value: 290, goal: null });
    expect(find('CPU at rest, 1 replica')).toMatchObject({ value: 0.29, unit: 'cores' });
  });

  it('have no goal for a number of replicas without one', () => {
    const three = bootRows({ replicas: 3, first: [start(1)], warm: [start(1)], floor: [] });
    expect(three.every(({ goal, met }) => goal === null && met === null)).toBe(true);
    expect(three[0]?.metric).toBe('first start, 3 replicas: ready');
  });

  it('leave out CPU and memory where the platform does not report them', () => {
    const blind = { ...start(2), cpuSeconds: null, othersCpuSeconds: null };
    const metrics = bootRows({ replicas: 1, first: [blind], warm: [blind], floor: [] }).map(
      ({ metric }) => metric,
    );
    expect(metrics.filter((metric) => /CPU|memory/.test(metric))).toEqual([]);
  });
});
