import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { uuidV7 } from '@petstore/chassis/correlation';
import type { Journey, JourneyMessage } from '@petstore/contracts/http';
import type { EngineStatus } from '@petstore/engine/api/control';
import { createInspector, type Inspector } from '../system/inspector.ts';
import { check, summarizeCauses } from './check.ts';
import { decideCrowdChecks } from './decide-crowd-checks.ts';
import { type DemoCheck, type DemoDocument, reasonOf, roundMs } from './demo-document.ts';
import { describeJourney } from './describe-journey.ts';
import { found } from './evidence.ts';
import { findOrphans } from './find-orphans.ts';
import { measureCrowd, measureSteps } from './measure-crowd.ts';
import { planCrowd } from './plan-crowd.ts';
import { type CustomerPlan, type WalkedJourney, walkCustomer } from './walk-customer.ts';
import { witnessCrowd } from './witness-crowd.ts';

export interface CrowdOptions {
  readonly customers: number;
  readonly seed: number | undefined;
  readonly withMl: boolean;
  readonly trackMessages: boolean;
}

interface CrowdWorld {
  readonly status: EngineStatus;
  readonly signal: AbortSignal;
  readonly onStart: (crowd: { journeys: number; customers: number; seed: number }) => void;
  readonly onEnd: (walked: WalkedJourney) => void;
}

const highestSeed = 2 ** 32 - 1;

/** Runs many journeys concurrently and checks them together against the records of every service. */
export async function walkCrowd(options: CrowdOptions, world: CrowdWorld): Promise<DemoDocument> {
  const { customers: count, withMl, trackMessages } = options;
  // Each waiting journey listens to the signal; Node.js warns of a leak from eleven listeners on.
  setMaxListeners(0, world.signal);
  const seed = options.seed ?? randomInt(highestSeed);
  const lanes = planCrowd({ count, seed, withMl, newCorrelationId: () => `journey-${uuidV7()}` });
  const startedAt = new Date().toISOString();
  const startedAtMs = performance.now();
  world.onStart({ journeys: count, customers: lanes.length, seed });
  const walked = (await Promise.all(lanes.map((lane) => walkLane(lane, world)))).flat();
  const walkedMs = performance.now() - startedAtMs;
  const inspector = createInspector(world.status);
  try {
    const checks = decideCrowdChecks(await witnessCrowd(walked.map(claimOf), { inspector, ...world }));
    const messages = trackMessages ? await messagesOf(walked, inspector) : null;
    const runs = walked.map(({ run }) => run);
    const all = messages === null ? checks : [...checks, checkCauses(messages)];
    return {
      scenario: 'complete_journey',
      ok: all.every(({ ok }) => ok),
      seed,
      startedAt,
      durationMs: roundMs(performance.now() - startedAtMs),
      journeys: walked.map((each, index) => describeJourney(each, messages?.[index] ?? [])),
      kpis: measureCrowd(runs, walkedMs),
      checks: all,
      stepTotals: measureSteps(runs),
    };
  } finally {
    await inspector.close();
  }
}

async function walkLane(lane: readonly CustomerPlan[], world: CrowdWorld): Promise<WalkedJourney[]> {
  const walked: WalkedJourney[] = [];
  for (const plan of lane) {
    const journey = await walkCustomer(plan, world, () => undefined);
    walked.push(journey);
    world.onEnd(journey);
  }
  return walked;
}

function claimOf({ context, run }: WalkedJourney) {
  const { customer, customerId, order } = context;
  const { correlationId } = customer;
  return { correlationId, customerId, outcome: run.outcome, reason: reasonOf(run), order };
}

async function messagesOf(
  walked: readonly WalkedJourney[],
  inspector: Inspector,
): Promise<readonly (readonly JourneyMessage[])[]> {
  const messages: (readonly JourneyMessage[])[] = [];
  for (const { context } of walked) {
    const path = `/v1/journeys/${encodeURIComponent(context.customer.correlationId)}`;
    const journey = await found(inspector.lookUp<Journey>('gateway', path));
    messages.push('value' in journey ? journey.value.messages : []);
  }
  return messages;
}

function checkCauses(messages: readonly (readonly JourneyMessage[])[]): DemoCheck {
  const orphans = messages.flatMap(findOrphans);
  const silent = messages.filter(({ length }) => length === 0).length;
  return check({
    name: 'message causation',
    unit: 'orphans',
    value: orphans.length,
    exactly: 0,
    isSound: silent === 0,
    sampleSize: messages.flat().length,
    otherwise: summarizeCauses([
      ...(silent === 0 ? [] : [`${silent} journeys have no message`]),
      ...orphans.map(({ name, reason }) => `${name}: ${reason}`),
    ]),
  });
}
