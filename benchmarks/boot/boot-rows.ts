import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import { median } from '../statistics/summarize-samples.ts';
import { floorRows } from './floor-rows.ts';
import type { MeasuredFloor } from './measure-floor.ts';
import { type Memory, sumOf } from './measure-memory.ts';
import type { MeasuredStart } from './measure-start.ts';

/**
 * Measurements with one number of replicas: each run is a first start, a warm start on the same data folder, and a
 * start of the floor on it.
 */
export interface BootRuns {
  readonly replicas: number;
  readonly first: readonly MeasuredStart[];
  readonly warm: readonly MeasuredStart[];
  /** None where the platform does not tell what the floor has to start. */
  readonly floor: readonly MeasuredFloor[];
}

/** Goals by number of replicas of each Deployment; the first start may take `firstTakesMoreSeconds` longer. */
const goals: Readonly<Record<number, { readonly warmSeconds: number; readonly megabytes: number }>> = {
  1: { warmSeconds: 3, megabytes: 350 },
  2: { warmSeconds: 5, megabytes: 700 },
};
const firstTakesMoreSeconds = 3;

/** One row for each figure, the median over the runs. */
export function bootRows({ replicas, first, warm, floor }: BootRuns): BenchmarkRow[] {
  const goal = goals[replicas];
  const firstGoal = goal === undefined ? null : atMost(goal.warmSeconds + firstTakesMoreSeconds);
  const warmGoal = goal === undefined ? null : atMost(goal.warmSeconds);
  const memoryGoal = goal === undefined ? null : atMost(goal.megabytes);
  const at = `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`;
  return [
    ...startRows(`first start, ${at}`, first, firstGoal),
    ...startRows(`warm start, ${at}`, warm, warmGoal),
    ...restRows(at, warm, memoryGoal),
    ...floorRows(at, { replicas, warm, floor }),
  ];
}

function startRows(what: string, starts: readonly MeasuredStart[], goal: Goal | null): BenchmarkRow[] {
  const ready = starts.map(({ readySeconds }) => readySeconds);
  const row = (metric: string, value: number) =>
    createRow({ metric: `${what}: ${metric}`, value, unit: 's' });
  return [
    createRow({ metric: `${what}: ready`, value: median(ready), unit: 's', goal }),
    row('ready, quickest', Math.min(...ready)),
    row('ready, slowest', Math.max(...ready)),
    ...known(
      starts.map(({ cpuSeconds }) => cpuSeconds),
      (all) => row('CPU of the system', median(all)),
    ),
    ...known(
      starts.map(({ othersCpuSeconds }) => othersCpuSeconds),
      (all) => row('CPU of other processes', median(all)),
    ),
  ];
}

function restRows(at: string, starts: readonly MeasuredStart[], goal: Goal | null): BenchmarkRow[] {
  return known(
    starts.map(({ rest }) => rest),
    (all) => {
      const memories = all.map(({ memory }) => memory);
      const names = [...(memories[0]?.keys() ?? [])];
      const row = (name: string, value: number, judged: Goal | null = null) =>
        createRow({ metric: `memory at rest, ${at}: ${name}`, value, unit: 'MB PSS', goal: judged });
      return [
        row('total', median(memories.map(sumOf)), goal),
        ...names.map((name) => row(name, medianOf(memories, name))),
        createRow({
          metric: `CPU at rest, ${at}`,
          value: median(all.map(({ cores }) => cores)),
          unit: 'cores',
        }),
      ];
    },
  );
}

/** No rows when every value is null. */
function known<Value>(
  values: readonly (Value | null)[],
  rowsOf: (values: readonly Value[]) => BenchmarkRow | BenchmarkRow[],
): BenchmarkRow[] {
  const present = values.filter((value): value is Value => value !== null);
  return present.length === 0 ? [] : [rowsOf(present)].flat();
}

function medianOf(all: readonly Memory[], name: string): number {
  return median(all.map((memory) => memory.get(name) ?? 0));
}

function atMost(bound: number): Goal {
  return { of: 'value', relation: '<=', bound };
}
