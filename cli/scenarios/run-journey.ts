import { isAppError } from '@petstore/chassis/errors';
import { checkHealth } from './check-health.ts';
import { decideOutcome } from './decide-outcome.ts';
import type { DemoStep, JourneyOutcome, JourneyStepName } from './demo-document.ts';
import type { JourneyContext, RunStep, StepRun } from './journey-context.ts';
import { awaitDelivery, awaitPayment, giveFeedback, placeOrder } from './order-steps.ts';
import { roundMs } from './round-ms.ts';
import { addToCart, askForRecommendations, browse, readPetDetails, signIn } from './shopping-steps.ts';

interface StepDefinition {
  readonly name: JourneyStepName;
  readonly service: string;
  readonly run: RunStep;
}

const definitions: readonly StepDefinition[] = [
  { name: 'health', service: 'all', run: checkHealth },
  { name: 'sign-in', service: 'gateway', run: signIn },
  { name: 'browse', service: 'petstore-domain', run: browse },
  { name: 'recommendations', service: 'ml-pet-advisor', run: askForRecommendations },
  { name: 'pet-details', service: 'petstore-domain', run: readPetDetails },
  { name: 'add-to-cart', service: 'petstore-domain', run: addToCart },
  { name: 'order', service: 'petstore-domain', run: placeOrder },
  { name: 'payment', service: 'payment-service', run: awaitPayment },
  { name: 'fulfilment', service: 'petstore-domain', run: awaitDelivery },
  { name: 'feedback', service: 'ml-pet-advisor', run: giveFeedback },
];

export interface JourneyRun {
  readonly outcome: JourneyOutcome;
  readonly steps: readonly DemoStep[];
  readonly durationMs: number;
}

/** A step that has ended, with a word for whoever watches. */
export type OnStep = (step: DemoStep, detail: string) => void;

/** Walks every step in order; after one that failed the others are skipped. */
export async function runJourney(context: JourneyContext, onStep: OnStep): Promise<JourneyRun> {
  const startedAtMs = performance.now();
  const steps: DemoStep[] = [];
  for (const definition of definitions) {
    const hasFailed = steps.some(({ status }) => status === 'failed');
    const { step, detail } = hasFailed
      ? { step: stepOf(definition, notRun, 0), detail: '' }
      : await runStep(definition, context);
    context.signal.throwIfAborted();
    steps.push(step);
    onStep(step, detail);
  }
  return { outcome: decideOutcome(steps), steps, durationMs: performance.now() - startedAtMs };
}

const notRun: StepRun = { status: 'skipped', messageId: null, attempts: 0 };

async function runStep(
  definition: StepDefinition,
  context: JourneyContext,
): Promise<{ step: DemoStep; detail: string }> {
  const startedAtMs = performance.now();
  try {
    const run = await definition.run(context);
    return { step: stepOf(definition, run, performance.now() - startedAtMs), detail: run.detail ?? '' };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { code, message, details } = error;
    const messageId = typeof details['messageId'] === 'string' ? details['messageId'] : null;
    const attempts = typeof details['attempts'] === 'number' ? details['attempts'] : 1;
    const step = stepOf(definition, { messageId, attempts }, performance.now() - startedAtMs);
    return { step: { ...step, status: 'failed', error: { code, message } }, detail: message };
  }
}

function stepOf({ name, service }: StepDefinition, run: StepRun, durationMs: number): DemoStep {
  const { status = 'ok', messageId, attempts, fallbackUsed = false } = run;
  return { name, service, status, durationMs: roundMs(durationMs), messageId, attempts, fallbackUsed };
}
