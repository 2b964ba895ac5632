import { setTimeout as delay } from 'node:timers/promises';
import { type JourneyStep, journeySteps } from '@petstore/shoppers/journey';
import { createLatencyRecorder, type LatencySummary } from '@petstore/shoppers/latency';
import { runOpenLoop } from '@petstore/shoppers/load';

/** Outcome of the journeys of one phase. */
export interface Phase {
  readonly scheduled: number;
  readonly completed: number;
  /** From the first arrival to the end of the last journey. */
  readonly seconds: number;
  /** Latency from the scheduled start of a journey to the confirmation of its order; null when none was confirmed. */
  readonly journeys: LatencySummary | null;
  /** Steps that no journey reached are absent. */
  readonly steps: ReadonlyMap<JourneyStep, LatencySummary>;
  /** Number of failed journeys by reason. */
  readonly failures: ReadonlyMap<string, number>;
}

interface PhaseOptions {
  readonly arrivals: readonly number[];
  readonly walk: WalkOne;
  readonly signal: AbortSignal;
}

/** Null on success, otherwise the reason. */
export type WalkOne = (onStep: (step: JourneyStep, durationMs: number) => void) => Promise<string | null>;

export async function measurePhase({ arrivals, walk, signal }: PhaseOptions): Promise<Phase> {
  const journeys = createLatencyRecorder();
  const steps = new Map(journeySteps.map((step) => [step, createLatencyRecorder()]));
  const reached = new Set<JourneyStep>();
  const failures = new Map<string, number>();
  let completed = 0;
  const onStep = (step: JourneyStep, durationMs: number) => {
    reached.add(step);
    steps.get(step)?.record(durationMs);
  };
  const startedAtMs = performance.now();
  await runOpenLoop({
    arrivals,
    clock: {
      nowMs: () => performance.now(),
      sleep: (ms) => delay(ms, undefined, { signal }),
    },
    async start(_index, scheduledMs) {
      const failure = await walk(onStep);
      if (failure !== null) {
        failures.set(failure, (failures.get(failure) ?? 0) + 1);
        return;
      }
      completed += 1;
      journeys.record(performance.now() - scheduledMs);
    },
  });
  signal.throwIfAborted();
  return {
    scheduled: arrivals.length,
    completed,
    seconds: (performance.now() - startedAtMs) / 1_000,
    journeys: completed === 0 ? null : journeys.summarize(),
    steps: new Map(
      [...steps].filter(([step]) => reached.has(step)).map(([step, all]) => [step, all.summarize()]),
    ),
    failures,
  };
}
