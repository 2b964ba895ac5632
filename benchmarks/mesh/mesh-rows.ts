import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import { median } from '../statistics/summarize-samples.ts';
import type { HopRound } from './measure-hop.ts';

/** All rounds of one route to the callee. */
export interface Hop {
  readonly name: string;
  readonly rounds: readonly HopRound[];
}

interface MeasuredHops {
  readonly direct: Hop;
  /** The installed reverse proxies. */
  readonly bare: readonly Hop[];
  readonly mesh: Hop;
}

const throughputGoal: Goal = { of: 'ratio', relation: '>=', bound: 0.2 };
const addedGoal: Goal = { of: 'value', relation: '<=', bound: 0.3 };

/** Rows of medians over the rounds. */
export function meshRows({ direct, bare, mesh }: MeasuredHops): BenchmarkRow[] {
  const hops = [direct, ...bare, mesh];
  return [
    ...[direct, ...bare].map((hop) => rateRow(`throughput: ${hop.name}`, throughputOf(hop))),
    ...against(bare, mesh, 'throughput', throughputOf),
    ...bare.map((hop) => rateRow(`requests per CPU second of the proxy: ${hop.name}`, perCpuSecond(hop))),
    ...against(bare, mesh, 'requests per CPU second of the proxy', perCpuSecond),
    ...[...bare, mesh].map((hop) => shareRow(hop)),
    ...hops.map((hop) => latencyRow(`p50, one at a time: ${hop.name}`, p50Of(hop))),
    ...hops.map((hop) => latencyRow(`p99, one at a time: ${hop.name}`, p99Of(hop))),
    ...bare.map((hop) => latencyRow(`added p50: ${hop.name}`, median(addedBy(hop, direct)))),
    latencyRow(`added p50: ${mesh.name}`, median(addedBy(mesh, direct)), addedGoal),
    latencyRow(`added p50, quietest round: ${mesh.name}`, Math.min(...addedBy(mesh, direct))),
    failuresRow(hops),
  ].filter((row) => row !== null);
}

/** The mesh compared with each other proxy, or alone when there is none. */
function against(
  bare: readonly Hop[],
  mesh: Hop,
  metric: string,
  figureOf: (hop: Hop) => number | null,
): (BenchmarkRow | null)[] {
  const value = figureOf(mesh);
  if (bare.length === 0) return [rateRow(`${metric}: ${mesh.name}`, value)];
  return bare.map((other) =>
    rateRow(`${metric}: ${mesh.name} against ${other.name}`, value, figureOf(other)),
  );
}

function rateRow(metric: string, value: number | null, baseline?: number | null): BenchmarkRow | null {
  if (value === null) return null;
  const judged = baseline === undefined ? {} : { baseline, goal: throughputGoal };
  return createRow({ metric, value, unit: 'requests/s', ...judged });
}

function shareRow(hop: Hop): BenchmarkRow | null {
  const value = coreShareOf(hop);
  return value === null
    ? null
    : createRow({ metric: `cores of the proxy: ${hop.name}`, value, unit: 'cores' });
}

function latencyRow(metric: string, value: number, goal: Goal | null = null): BenchmarkRow {
  return createRow({ metric, value, unit: 'ms', goal });
}

function failuresRow(hops: readonly Hop[]): BenchmarkRow {
  const value = hops.flatMap(({ rounds }) => rounds).reduce((sum, { failures }) => sum + failures, 0);
  return createRow({
    metric: 'failed requests',
    value,
    unit: 'requests',
    goal: { of: 'value', relation: '<=', bound: 0 },
  });
}

function throughputOf({ rounds }: Hop): number {
  return median(rounds.map(({ throughput }) => throughput));
}

function perCpuSecond({ rounds }: Hop): number | null {
  const figures = rounds.flatMap(({ throughput, coreShare }) =>
    coreShare === null || coreShare === 0 ? [] : [throughput / coreShare],
  );
  return figures.length === 0 ? null : median(figures);
}

function coreShareOf({ rounds }: Hop): number | null {
  const shares = rounds.flatMap(({ coreShare }) => (coreShare === null ? [] : [coreShare]));
  return shares.length === 0 ? null : median(shares);
}

function p50Of({ rounds }: Hop): number {
  return median(rounds.map(({ p50Ms }) => p50Ms));
}

function p99Of({ rounds }: Hop): number {
  return median(rounds.map(({ p99Ms }) => p99Ms));
}

/** Difference to the direct route within each round, so that both were measured under the same conditions. */
function addedBy(hop: Hop, direct: Hop): number[] {
  return hop.rounds.map(({ p50Ms }, round) => p50Ms - (direct.rounds[round]?.p50Ms ?? 0));
}
