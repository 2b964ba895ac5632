import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '@petstore/chassis/errors';
import type { Session } from '@petstore/contracts/http';
import {
  type CustomerQueue,
  type JourneyStep,
  journeySteps,
  type ShopClient,
  walkJourney,
} from '@petstore/shoppers/journey';
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
  readonly shop: ShopClient;
  readonly customers: CustomerQueue;
  readonly arrivals: readonly number[];
  /** One pet for each arrival. */
  readonly petIds: readonly string[];
  readonly sku: string;
  readonly signal: AbortSignal;
}

export async function measurePhase(options: PhaseOptions): Promise<Phase> {
  const { arrivals, signal } = options;
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
    async start(index, scheduledMs) {
      const failure = await walkOne(options, index, onStep);
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

/** Null on success, otherwise the reason, in which ids are replaced so that equal reasons are counted together. */
async function walkOne(
  { shop, customers, petIds, sku }: PhaseOptions,
  index: number,
  onStep: (step: JourneyStep, durationMs: number) => void,
): Promise<string | null> {
  const customerId = await customers.take();
  try {
    await walkJourney(shop, { customerId, petId: petIds[index] ?? '', sku, turn: index, onStep });
    return null;
  } catch (error) {
    await emptyCart(shop, customerId);
    return messageOf(error).replaceAll(/\b(\w+_)?[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '{id}');
  } finally {
    customers.give(customerId);
  }
}

/** Keeps the customer's next journey from buying what this one left in the cart. */
async function emptyCart(shop: ShopClient, customerId: string): Promise<void> {
  try {
    const body = { customerId };
    const { token } = await shop.call<Session>({ method: 'POST', path: '/v1/sessions', body });
    await shop.call({ method: 'DELETE', path: '/v1/cart', token });
  } catch {
    // The failed journey has already been counted.
  }
}
