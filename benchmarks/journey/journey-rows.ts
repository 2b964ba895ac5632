import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { LatencySummary } from '../statistics/latency-recorder.ts';
import type { Phase } from './measure-phase.ts';
import { journeySteps } from './walk-journey.ts';

export interface MeasuredJourneys {
  readonly unloaded: Phase;
  readonly loaded: Phase;
  /** Journeys a second that were asked for in the loaded phase. */
  readonly rate: number;
  /** Of the whole system during the loaded phase; null where the machine does not tell. */
  readonly cpuSeconds: number | null;
}

const unloadedGoal: Goal = { of: 'value', relation: '<=', bound: 60 };
const loadedGoal: Goal = { of: 'value', relation: '<=', bound: 200 };
const completionGoal: Goal = { of: 'value', relation: '>=', bound: 95 };

export function journeyRows({ unloaded, loaded, rate, cpuSeconds }: MeasuredJourneys): BenchmarkRow[] {
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
    ...cpuRows(loaded, cpuSeconds),
  ];
}

function completionRow(metric: string, { completed, scheduled }: Phase): BenchmarkRow {
  return createRow({ metric, value: (100 * completed) / scheduled, unit: '%', goal: completionGoal });
}

interface Percentiles {
  readonly summary: LatencySummary | null;
  readonly baseline?: LatencySummary | null;
  /** Of the 95th. */
  readonly goal?: Goal;
}

function percentileRows(what: string, { summary, baseline = null, goal }: Percentiles): BenchmarkRow[] {
  if (summary === null) return [];
  const row = (name: string, figure: 'p50Ms' | 'p95Ms' | 'p99Ms') =>
    createRow({
      metric: `${what}: ${name}`,
      value: summary[figure],
      unit: 'ms',
      baseline: baseline?.[figure] ?? null,
      goal: figure === 'p95Ms' ? (goal ?? null) : null,
    });
  return [row('p50', 'p50Ms'), row('p95', 'p95Ms'), row('p99', 'p99Ms')];
}

function cpuRows({ completed, seconds }: Phase, cpuSeconds: number | null): BenchmarkRow[] {
  if (cpuSeconds === null || completed === 0) return [];
  const perJourneyMs = (1_000 * cpuSeconds) / completed;
  return [
    createRow({ metric: 'CPU a journey', value: perJourneyMs, unit: 'ms' }),
    createRow({ metric: 'CPU of the system', value: cpuSeconds / seconds, unit: 'cores' }),
  ];
}
