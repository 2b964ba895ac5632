import { describe, expect, it } from 'vitest';
import { cpuRows } from './cpu-rows.ts';
import type { CpuBlock, MeasuredSystem } from './measure-cpu.ts';

function block(system: MeasuredSystem, cpuMs: Record<string, number>, rest: Record<string, number> = {}) {
  return {
    system,
    journeys: 10,
    seconds: 5,
    cpuMs: new Map(Object.entries(cpuMs)),
    restMsPerSecond: new Map(Object.entries(rest)),
  } satisfies CpuBlock;
}

const shared = 'PostgreSQL, shared processes';
const ended = 'PostgreSQL, ended backends';
const blocks = [
  block(
    'ours',
    { gateway: 300, mesh: 200, [shared]: 20, [ended]: 10, 'PostgreSQL events': 70 },
    { gateway: 90 },
  ),
  block('floor', {
    gateway: 5,
    'floor gateway': 80,
    'floor proxy': 90,
    [shared]: 10,
    [ended]: 40,
    'floor PostgreSQL': 20,
  }),
  block(
    'ours',
    { gateway: 500, mesh: 200, [shared]: 20, [ended]: 10, 'PostgreSQL events': 70 },
    { gateway: 110 },
  ),
  block('floor', {
    'floor gateway': 80,
    'floor proxy': 90,
    [shared]: 10,
    [ended]: 40,
    'floor PostgreSQL': 20,
  }),
];
const find = (metric: string, replicas = 1) => cpuRows(blocks, replicas).find((row) => row.metric === metric);

describe('the rows of CPU', () => {
  it('compare a journey of ours with one of the floor, each with its own groups', () => {
    expect(find('CPU a journey, ours / floor')).toMatchObject({ value: 70, baseline: 20, ratio: 3.5 });
    expect(find('CPU a journey, cheapest block')).toMatchObject({ value: 60, baseline: 20 });
    expect(find('CPU a journey, dearest block')).toMatchObject({ value: 80, baseline: 20 });
  });

  it.each([
    [1, false],
    [2, true],
    [3, null],
  ])('have a goal that depends on the replicas: %i', (replicas, met) => {
    expect(find('CPU a journey, ours / floor', replicas)?.met).toBe(met);
  });

  it('compare each group with its counterpart', () => {
    expect(find('CPU a journey: gateway')).toMatchObject({ value: 40, baseline: 8 });
    expect(find('CPU a journey: mesh')).toMatchObject({ value: 20, baseline: 9 });
    expect(find('CPU a journey: PostgreSQL events')).toMatchObject({ value: 7, baseline: null });
    expect(find('CPU a journey: PostgreSQL, all')).toMatchObject({ value: 10, baseline: 3 });
  });

  it('tell what ours uses at rest', () => {
    expect(find('CPU at rest')).toMatchObject({ value: 0.1, unit: 'cores' });
  });
});
