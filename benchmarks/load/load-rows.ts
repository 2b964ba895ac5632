import type { LatencyRecorder } from '@petstore/shoppers/latency';
import type { LoadReport } from '@petstore/shoppers/load';
import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';

export interface MeasuredLoad {
  /** Gateway requests a second that were asked for. */
  readonly askedRps: number;
  readonly report: LoadReport;
  /** During the load; null where the platform does not report CPU of other processes. */
  readonly cpu: LoadCpu | null;
}

export interface LoadCpu {
  readonly seconds: number;
  /** CPU seconds of the system, by role of its processes. */
  readonly groups: ReadonlyMap<string, number>;
  /** CPU seconds of all processes of the machine. */
  readonly machineSeconds: number;
  readonly cores: number;
}

const latencyGoal: Goal = { of: 'value', relation: '<=', bound: 200 };
const errorGoal: Goal = { of: 'value', relation: '<=', bound: 1 };

const figures = [
  { name: 'p50', percentile: 50, fewest: 1 },
  { name: 'p95', percentile: 95, fewest: 20 },
  { name: 'p99', percentile: 99, fewest: 100 },
] as const;

export function loadRows({ askedRps, report, cpu }: MeasuredLoad): BenchmarkRow[] {
  const { journeys, journeyLatency, kinds, latency, requestsPerSecond, errorShare, seconds } = report;
  return [
    createRow({
      metric: 'gateway requests',
      value: requestsPerSecond,
      unit: 'requests/s',
      baseline: askedRps,
    }),
    createRow({ metric: 'errors', value: 100 * errorShare, unit: '%', goal: errorGoal }),
    ...latencyRows('all requests', latency, latencyGoal),
    ...latencyRows('journey', journeyLatency),
    createRow({ metric: 'journeys completed', value: journeys.completed / seconds, unit: 'journeys/s' }),
    ...[...kinds].flatMap(([kind, recorder]) => latencyRows(kind, recorder)),
    ...generatorRows(report),
    ...cpuRows(report, cpu),
  ];
}

/** With fewer samples than `fewest` a percentile is the maximum, and is left out. */
function latencyRows(what: string, recorder: LatencyRecorder, goal: Goal | null = null): BenchmarkRow[] {
  return figures
    .filter(({ fewest }) => recorder.count >= fewest)
    .map(({ name, percentile }) =>
      createRow({
        metric: `${what}: ${name}`,
        value: recorder.percentile(percentile),
        unit: 'ms',
        goal: name === 'p95' ? goal : null,
      }),
    );
}

function generatorRows({ generator, lag, requests, generatorLimited }: LoadReport): BenchmarkRow[] {
  const { cpuSeconds, cpuShares } = generator;
  return [
    createRow({ metric: 'generator: CPU', value: sumOf(cpuShares), unit: 'cores' }),
    createRow({
      metric: 'generator: CPU a request',
      value: (1_000 * cpuSeconds) / Math.max(1, requests),
      unit: 'ms',
    }),
    createRow({ metric: 'generator: requests sent late, p99', value: lag.percentile(99), unit: 'ms' }),
    createRow({ metric: 'generator: was the limit', value: generatorLimited === null ? 0 : 1, unit: 'of 1' }),
  ];
}

function cpuRows({ generator, journeys }: LoadReport, cpu: LoadCpu | null): BenchmarkRow[] {
  if (cpu === null) return [];
  const { seconds, groups, machineSeconds, cores } = cpu;
  const system = sumOf([...groups.values()]);
  const others = Math.max(0, machineSeconds - system - generator.cpuSeconds);
  return [
    ...[...groups].map(([name, cpuSeconds]) =>
      createRow({ metric: `CPU: ${name}`, value: cpuSeconds / seconds, unit: 'cores' }),
    ),
    createRow({ metric: 'CPU: system', value: system / seconds, unit: 'cores' }),
    ...(journeys.completed === 0
      ? []
      : [
          createRow({
            metric: 'CPU: system, a journey',
            value: (1_000 * system) / journeys.completed,
            unit: 'ms',
          }),
        ]),
    createRow({ metric: 'CPU: other processes', value: others / seconds, unit: 'cores' }),
    createRow({
      metric: 'CPU: machine',
      value: (100 * machineSeconds) / (seconds * cores),
      unit: '% of its cores',
    }),
  ];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}
