import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import { median } from '../statistics/summarize-samples.ts';
import { endedContainers } from './group-start-cpu.ts';
import type { MeasuredFloor } from './measure-floor.ts';
import { sumOf } from './measure-memory.ts';
import type { MeasuredStart } from './measure-start.ts';
import type { FloorCpu } from './start-boot-floor.ts';

/** Goals for ours / floor, whatever the number of replicas. */
const goals = { ready: atMost(1.5), cpu: atMost(2), memory: atMost(1.6) };

/** Groups that the floor has no counterpart of. */
const withoutFloor = ['engine', 'mesh proxy', 'telemetry'];

interface Turns {
  readonly replicas: number;
  readonly warm: readonly MeasuredStart[];
  readonly floor: readonly MeasuredFloor[];
}

/** Rows that set warm starts against the floor, and the CPU of a warm start by group. */
export function floorRows(at: string, turns: Turns): BenchmarkRow[] {
  return [
    ...compared(
      { metric: `warm start, ${at}: ready, ours / floor`, unit: 's', goal: goals.ready },
      turns.warm.map(({ readySeconds }) => readySeconds),
      turns.floor.map(({ readySeconds }) => readySeconds),
    ),
    ...compared(
      { metric: `warm start, ${at}: CPU, ours / floor`, unit: 's', goal: goals.cpu },
      turns.warm.map(({ cpuSeconds }) => cpuSeconds),
      turns.floor.map(({ cpu }) => cpu && cpu.pods + cpu.initContainers + cpu.postgres),
    ),
    ...compared(
      { metric: `memory at rest, ${at}: ours / floor`, unit: 'MB PSS', goal: goals.memory },
      turns.warm.map(({ rest }) => rest && sumOf(rest.memory)),
      turns.floor.map(({ megabytes }) => megabytes),
    ),
    ...groupRows(at, turns),
  ];
}

/** No row without a figure of either. */
function compared(
  what: { readonly metric: string; readonly unit: string; readonly goal: Goal },
  ours: readonly (number | null)[],
  floor: readonly (number | null)[],
): BenchmarkRow[] {
  const [value, baseline] = [medianOfKnown(ours), medianOfKnown(floor)];
  return value === null || baseline === null ? [] : [createRow({ ...what, value, baseline })];
}

function groupRows(at: string, { replicas, warm, floor }: Turns): BenchmarkRow[] {
  const names = [...(warm[0]?.cpuGroups?.keys() ?? [])];
  return names.map((name) =>
    createRow({
      metric: `warm start, ${at}: CPU of ${name}`,
      value: median(warm.map(({ cpuGroups }) => cpuGroups?.get(name) ?? 0)),
      unit: 's',
      baseline: medianOfKnown(floor.map(({ cpu, pods }) => cpu && counterpart(name, cpu, replicas / pods))),
    }),
  );
}

/** What the floor used for the same; `share` is that of the pods of one Deployment among all pods. */
function counterpart(name: string, cpu: FloorCpu, share: number): number | null {
  if (name === endedContainers) return cpu.initContainers;
  if (name === 'PostgreSQL') return cpu.postgres;
  return withoutFloor.includes(name) ? null : cpu.pods * share;
}

function medianOfKnown(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : median(known);
}

function atMost(bound: number): Goal {
  return { of: 'ratio', relation: '<=', bound };
}
