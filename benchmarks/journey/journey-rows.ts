import { journeySteps } from '@petstore/shoppers/journey';
import type { LatencySummary } from '@petstore/shoppers/latency';
import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { Phase } from './measure-phase.ts';

interface MeasuredJourneys {
  readonly unloaded: Phase;
  readonly loaded: Phase;
  /** Requested arrival rate of the loaded phase, in journeys a second. */
  readonly rate: number;
  /** CPU of the whole system; null where the platform does not report it. */
  readonly cpu: JourneyCpu | null;
}

interface JourneyCpu {
  /** Without requests. */
  readonly atRest: CpuWindow;
  /** In the loaded phase, including the fulfilment of its orders. */
  readonly underLoad: CpuWindow;
}

interface CpuWindow {
  readonly cpuSeconds: number;
  readonly seconds: number;
}

/** With fewer samples than `fewest` a percentile is the maximum. */
const percentiles = [
  { name: 'p50', figure: 'p50Ms', fewest: 1 },
  { name: 'p95', figure: 'p95Ms', fewest: 20 },
  { name: 'p99', figure: 'p99Ms', fewest: 100 },
] as const;

const unloadedGoal: Goal = { of: 'value', relation: '<=', bound: 60 };
const loadedGoal: Goal = { of: 'value', relation: '<=', bound: 200 };
const completionGoal: Goal = { of: 'value', relation: '>=', bound: 95 };

export function journeyRows({ unloaded, loaded, rate, cpu }: MeasuredJourneys): BenchmarkRow[] {
  const at = `at ${rate}/s`;
  const perSecond = loaded.completed / loaded.seconds;
  return [
    createRow({ metric: `journeys completed ${at}`, value: perSecond, unit: 'journeys/s', baseline: rate }),
    completionRow(`completion ${at}`, loaded),
    completionRow('completion unloaded', unloaded),
    ...percentileRows('journey unloaded', { summary: unloaded.journeys, goal: unloadedGoal }),
    ...percentileRows(`journey ${at}`, {
      summary: loaded.journeys,
      baseline: unloaded.journeys,
      goal: loadedGoal,
    }),
    ...journeySteps.flatMap((step) =>
      percentileRows(`${step} unloaded`, { summary: unloaded.steps.get(step) ?? null }),
    ),
    ...journeySteps.flatMap((step) =>
      percentileRows(`${step} ${at}`, {
        summary: loaded.steps.get(step) ?? null,
        baseline: unloaded.steps.get(step) ?? null,
      }),
    ),
    ...loadCpuRows(at, loaded, cpu),
  ];
}

function completionRow(metric: string, { completed, scheduled }: Phase): BenchmarkRow {
  return createRow({ metric, value: (100 * completed) / scheduled, unit: '%', goal: completionGoal });
}

interface Percentiles {
  readonly summary: LatencySummary | null;
  readonly baseline?: LatencySummary | null;
  /** Goal for the 95th percentile. */
  readonly goal?: Goal;
}

function percentileRows(what: string, { summary, baseline = null, goal }: Percentiles): BenchmarkRow[] {
  if (summary === null) return [];
  return percentiles
    .filter(({ fewest }) => summary.count >= fewest)
    .map(({ name, figure }) =>
      createRow({
        metric: `${what}: ${name}`,
        value: summary[figure],
        unit: 'ms',
        baseline: baseline?.[figure] ?? null,
        goal: name === 'p95' ? (goal ?? null) : null,
      }),
    );
}

/** CPU of a journey: what the system used beyond its CPU at rest. */
function loadCpuRows(at: string, { completed }: Phase, cpu: JourneyCpu | null): BenchmarkRow[] {
  if (cpu === null || completed === 0) return [];
  const { atRest, underLoad } = cpu;
  const restCores = atRest.cpuSeconds / atRest.seconds;
  const more = underLoad.cpuSeconds - restCores * underLoad.seconds;
  return [
    createRow({ metric: `CPU a journey ${at}`, value: (1_000 * more) / completed, unit: 'ms' }),
    createRow({ metric: 'CPU at rest, before the load', value: restCores, unit: 'cores' }),
  ];
}
