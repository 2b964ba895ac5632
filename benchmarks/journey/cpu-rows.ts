import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import { endedBackends, floorPrefix, otherProcesses, sharedPostgres } from './group-cpu.ts';
import { type CpuBlock, countsFor, type MeasuredSystem, sumFor } from './measure-cpu.ts';

/** Goal for ours / floor by number of replicas. */
const ratioGoals: Readonly<Record<number, number>> = { 1: 3, 2: 4 };

/** The floor's groups that stand for ours, where they have another name. */
const floorsOf: Readonly<Record<string, string>> = { mesh: 'proxy' };

const lastGroups = [sharedPostgres, endedBackends, otherProcesses];

/** Rows of the CPU a journey costs, ours against the floor, and by group of processes. */
export function cpuRows(blocks: readonly CpuBlock[], replicas: number): BenchmarkRow[] {
  const bound = ratioGoals[replicas];
  const goal: Goal | null = bound === undefined ? null : { of: 'ratio', relation: '<=', bound };
  const ours = meansOf(blocks, 'ours');
  const floor = meansOf(blocks, 'floor');
  return [
    row('CPU a journey, ours / floor', sumFor('ours', ours), sumFor('floor', floor), goal),
    row('CPU a journey, cheapest block', ...extremes(blocks, Math.min)),
    row('CPU a journey, dearest block', ...extremes(blocks, Math.max)),
    ...groupRows(ours, floor),
    createRow({ metric: 'CPU at rest', value: restCores(blocks, 'ours'), unit: 'cores' }),
  ];
}

type Means = ReadonlyMap<string, number>;

/** Milliseconds a journey by group, over all blocks of a system. */
function meansOf(blocks: readonly CpuBlock[], system: MeasuredSystem): Means {
  const own = blocks.filter((block) => block.system === system);
  const journeys = own.reduce((sum, block) => sum + block.journeys, 0);
  const sums = new Map<string, number>();
  for (const { cpuMs } of own)
    for (const [group, ms] of cpuMs) sums.set(group, (sums.get(group) ?? 0) + ms / journeys);
  return sums;
}

function extremes(
  blocks: readonly CpuBlock[],
  choose: (...values: number[]) => number,
): [ours: number, floor: number] {
  const of = (wanted: MeasuredSystem) =>
    choose(
      ...blocks
        .filter(({ system }) => system === wanted)
        .map(({ system, cpuMs, journeys }) => sumFor(system, cpuMs) / journeys),
    );
  return [of('ours'), of('floor')];
}

function groupRows(ours: Means, floor: Means): BenchmarkRow[] {
  const names = [...ours.keys()].filter((group) => countsFor('ours', group)).sort(byPlace);
  const postgres = (means: Means, system: MeasuredSystem) =>
    [...means]
      .filter(([group]) => countsFor(system, group) && group.includes('PostgreSQL'))
      .reduce((sum, [, ms]) => sum + ms, 0);
  return [
    ...names.map((group) => {
      const counterpart = floor.get(`${floorPrefix}${floorsOf[group] ?? group}`);
      const shared = group === sharedPostgres ? floor.get(group) : undefined;
      return row(`CPU a journey: ${group}`, ours.get(group) ?? 0, counterpart ?? shared ?? null);
    }),
    row('CPU a journey: PostgreSQL, all', postgres(ours, 'ours'), postgres(floor, 'floor')),
  ];
}

/** Services first, PostgreSQL after them, the rest last. */
function byPlace(one: string, other: string): number {
  const place = (group: string) =>
    lastGroups.includes(group) ? 2 + lastGroups.indexOf(group) : group.startsWith('PostgreSQL') ? 1 : 0;
  return place(one) - place(other) || (one < other ? -1 : 1);
}

function restCores(blocks: readonly CpuBlock[], system: MeasuredSystem): number {
  const own = blocks.filter((block) => block.system === system);
  return own.reduce((sum, block) => sum + sumFor(system, block.restMsPerSecond), 0) / own.length / 1_000;
}

function row(metric: string, value: number, baseline: number | null, goal: Goal | null = null): BenchmarkRow {
  return createRow({ metric, value, unit: 'ms', baseline, goal });
}
