import { randomInt } from 'node:crypto';
import { uuidV7 } from '@petstore/chassis/correlation';
import { pickOne, seededRandom } from '@petstore/chassis/random';
import type { JourneyMessage } from '@petstore/contracts/http';
import type { EngineStatus } from '@petstore/engine/api/control';
import { personaCustomers, personaOf } from '@petstore/shoppers/personas';
import type { ControlClient } from '../system/control-client.ts';
import { createInspector } from '../system/inspector.ts';
import type { JourneyClaim } from './decide-checks.ts';
import { type DemoDocument, roundMs } from './demo-document.ts';
import { describeJourney } from './describe-journey.ts';
import type { JourneyContext } from './journey-context.ts';
import { measureKpis } from './measure-kpis.ts';
import { type Proof, proveJourney } from './prove-journey.ts';
import type { JourneyRun, OnStep } from './run-journey.ts';
import { walkCustomer } from './walk-customer.ts';

export interface CompleteJourneyOptions {
  readonly seed: number | undefined;
  readonly customerId: string | undefined;
  readonly withMl: boolean;
  readonly trackMessages: boolean;
}

interface ScenarioWorld {
  readonly status: EngineStatus;
  readonly control: ControlClient;
  readonly signal: AbortSignal;
  readonly onStart: (journey: { correlationId: string; customerId: string; seed: number }) => void;
  readonly onStep: OnStep;
}

interface ScenarioResult {
  readonly document: DemoDocument;
  /** With their times, which the document does not contain. */
  readonly messages: readonly JourneyMessage[];
}

const highestSeed = 2 ** 32 - 1;
/** Consumes events only: no request of a journey goes to it or comes from it. */
const listener = 'analytics';
const advisor = 'ml-pet-advisor';

/** Runs one customer's journey from sign-in to a delivered order and checks it against the records of every service. */
export async function completeJourney(
  options: CompleteJourneyOptions,
  world: ScenarioWorld,
): Promise<ScenarioResult> {
  const seed = options.seed ?? randomInt(highestSeed);
  const random = seededRandom(seed);
  const customerId = options.customerId ?? pickOne(personaCustomers, random);
  const correlationId = `journey-${uuidV7()}`;
  const startedAt = new Date().toISOString();
  const startedAtMs = performance.now();
  world.onStart({ correlationId, customerId, seed });

  const plan = { customerId, correlationId, persona: personaOf(customerId), seed, withMl: options.withMl };
  const { context, run } = await walkCustomer({ ...plan, random }, world, world.onStep);
  const proof = await prove({ context, run, options, world });
  const durationMs = roundMs(performance.now() - startedAtMs);
  return compose({ seed, startedAt, durationMs, context, run, proof });
}

interface Proving {
  readonly context: JourneyContext;
  readonly run: JourneyRun;
  readonly options: CompleteJourneyOptions;
  readonly world: ScenarioWorld;
}

async function prove({ context, run, options, world }: Proving): Promise<Proof> {
  const { status, control, signal } = world;
  const services = status.addresses.map(({ service }) => service);
  const claim: JourneyClaim = {
    correlationId: context.customer.correlationId,
    order: context.order,
    steps: run.steps,
    services: services.filter((service) => options.withMl || service !== advisor),
    messageServices: services.filter(
      (service) => service !== listener && (options.withMl || service !== advisor),
    ),
  };
  const inspector = createInspector(status);
  try {
    return await proveJourney({ claim, withMessages: options.trackMessages, inspector, control, signal });
  } finally {
    await inspector.close();
  }
}

interface Composition extends Pick<DemoDocument, 'seed' | 'startedAt' | 'durationMs'> {
  readonly context: JourneyContext;
  readonly run: JourneyRun;
  readonly proof: Proof;
}

function compose({ seed, startedAt, durationMs, context, run, proof }: Composition): ScenarioResult {
  const { journey } = proof.evidence;
  const messages = journey !== null && 'value' in journey ? journey.value.messages : [];
  const hasFailed = run.steps.some(({ status }) => status === 'failed');
  const document: DemoDocument = {
    scenario: 'complete_journey',
    ok: !hasFailed && run.outcome === 'delivered' && proof.checks.every(({ ok }) => ok),
    seed,
    startedAt,
    durationMs,
    journeys: [describeJourney({ context, run }, messages)],
    kpis: measureKpis(run, messages),
    checks: proof.checks,
  };
  return { document, messages };
}
