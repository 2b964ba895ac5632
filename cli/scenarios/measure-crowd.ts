import {
  type DemoDocument,
  type DemoStep,
  type JourneyOutcome,
  journeyStepNames,
  roundMs,
  type StepTotals,
} from './demo-document.ts';
import { measureKpis } from './measure-kpis.ts';
import type { JourneyRun } from './run-journey.ts';

/** Totals of each step over all journeys, in the order of the steps. */
export function measureSteps(runs: readonly Pick<JourneyRun, 'steps'>[]): StepTotals[] {
  return journeyStepNames.flatMap((name) => {
    const steps = runs.flatMap((run) => run.steps.filter((step) => step.name === name));
    const [first] = steps;
    return first === undefined ? [] : [totalsOf(first, steps)];
  });
}

function totalsOf({ name, service }: DemoStep, steps: readonly DemoStep[]): StepTotals {
  const ran = steps.filter(({ status }) => status !== 'skipped');
  const times = ran.map(({ durationMs }) => durationMs);
  const count = (wanted: DemoStep['status']) => steps.filter(({ status }) => status === wanted).length;
  return {
    name,
    service,
    count: ran.length,
    ok: count('ok'),
    degraded: count('degraded'),
    failed: count('failed'),
    skipped: count('skipped'),
    retried: ran.filter(({ attempts }) => attempts > 1).length,
    p50Ms: percentile(times, 50),
    p95Ms: percentile(times, 95),
    p99Ms: percentile(times, 99),
    maxMs: percentile(times, 100),
  };
}

/** Key figures of all journeys; null where no journey reached the step. */
export function measureCrowd(runs: readonly JourneyRun[], walkedMs: number): DemoDocument['kpis'] {
  const count = (wanted: JourneyOutcome) => runs.filter(({ outcome }) => outcome === wanted).length;
  const each = runs.map((run) => measureKpis(run, []));
  const times = (name: string) => each.map((kpis) => kpis[name] ?? null).filter((value) => value !== null);
  const delivered = count('delivered');
  return {
    journeys: runs.length,
    delivered,
    refused: count('refused'),
    failed: count('failed'),
    timedOut: count('timeout'),
    orderCompletionRate: runs.length === 0 ? null : delivered / runs.length,
    journeysPerSecond: walkedMs === 0 ? null : Math.round((runs.length / walkedMs) * 100_000) / 100,
    ...percentilesOf('journey', times('journeyMs')),
    ...percentilesOf('timeToConfirmed', times('timeToConfirmedMs')),
    ...percentilesOf('timeToDelivered', times('timeToDeliveredMs')),
  };
}

function percentilesOf(name: string, values: readonly number[]): Record<string, number | null> {
  return Object.fromEntries(
    [50, 95, 99].map((percent) => [`${name}P${percent}Ms`, percentile(values, percent)]),
  );
}

/** Percentile by the nearest-rank method; null for no values. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  return value === undefined ? null : roundMs(value);
}
