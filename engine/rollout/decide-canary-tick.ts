import { advance } from './advance.ts';
import { askForRollback, checkCanary, checkPrimary, rest, restart, skip, start } from './begin-analysis.ts';
import type { CanaryDecision, CanaryStep, CanaryTick } from './canary-tick.ts';
import { finalise, shiftToPrimary } from './promote.ts';
import { rollBackFailed, runChecks } from './run-checks.ts';

/** A tick goes through these in their order; the first that decides ends it (flagger pkg/controller/scheduler.go). */
const steps: readonly CanaryStep[] = [
  rest,
  checkPrimary,
  start,
  restart,
  checkCanary,
  skip,
  askForRollback,
  shiftToPrimary,
  finalise,
  rollBackFailed,
  runChecks,
  advance,
];

/** One run of a Canary's analysis interval. */
export function decideCanaryTick(tick: CanaryTick): CanaryDecision {
  for (const step of steps) {
    const decision = step(tick);
    if (decision !== null) return decision;
  }
  return { state: tick.state, reason: 'Nothing is left to do.' };
}
