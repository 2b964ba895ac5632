import type { LatencySummary } from '@petstore/shoppers/latency';
import { describe, expect, it } from 'vitest';
import { journeyRows } from './journey-rows.ts';
import type { Phase } from './measure-phase.ts';

function summary(p50Ms: number, count = 100): LatencySummary {
  return { count, p50Ms, p95Ms: p50Ms * 2, p99Ms: p50Ms * 3, maxMs: p50Ms * 4 };
}

function phase(
  completed: number,
  journeys: LatencySummary | null,
  step: LatencySummary | null = null,
): Phase {
  const steps = new Map(step === null ? [] : [['order' as const, step]]);
  return { scheduled: 100, completed, seconds: 10, journeys, steps, failures: new Map() };
}

const rows = journeyRows({
  unloaded: phase(100, summary(31), summary(5)),
  loaded: phase(94, summary(80), summary(20)),
  rate: 10,
  cpu: { atRest: { cpuSeconds: 0.3, seconds: 3 }, underLoad: { cpuSeconds: 6, seconds: 13 } },
});
const find = (metric: string) => rows.find((row) => row.metric === metric);

describe('journey rows', () => {
  it('compare completed journeys with the requested rate', () => {
    expect(find('journeys completed at 10/s')).toMatchObject({ value: 9.4, baseline: 10, ratio: 0.94 });
    expect(find('completion at 10/s')).toMatchObject({ value: 94, unit: '%', met: false });
    expect(find('completion unloaded')).toMatchObject({ value: 100, met: true });
  });

  it('compare the 95th percentile with a goal of its own, unloaded and loaded', () => {
    expect(find('journey unloaded: p95')).toMatchObject({ value: 62, goal: { bound: 60 }, met: false });
    expect(find('journey at 10/s: p95')).toMatchObject({ value: 160, goal: { bound: 200 }, met: true });
    expect(find('journey at 10/s: p99')?.goal).toBeNull();
  });

  it('leave out percentiles that have too few samples', () => {
    const few = journeyRows({
      unloaded: phase(19, summary(1, 19)),
      loaded: phase(99, summary(1, 99)),
      rate: 1,
      cpu: null,
    });
    const named = few.map(({ metric }) => metric).filter((metric) => metric.startsWith('journey '));
    expect(named).toEqual(['journey unloaded: p50', 'journey at 1/s: p50', 'journey at 1/s: p95']);
  });

  it('compare each step under load with the same step unloaded', () => {
    expect(find('order at 10/s: p50')).toMatchObject({ value: 20, baseline: 5, ratio: 4 });
  });

  it('report the CPU of a journey beyond the CPU at rest', () => {
    expect(find('CPU a journey at 10/s')).toMatchObject({ value: 50, unit: 'ms' });
    expect(find('CPU at rest, before the load')).toMatchObject({ value: 0.1, unit: 'cores' });
  });

  it('leave out what was not measured', () => {
    const none = journeyRows({ unloaded: phase(0, null), loaded: phase(0, null), rate: 10, cpu: null });
    expect(none.map(({ metric }) => metric)).toEqual([
      'journeys completed at 10/s',
      'completion at 10/s',
      'completion unloaded',
    ]);
  });
});
