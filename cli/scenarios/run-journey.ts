import { AppError, isAppError, messageOf } from '@petstore/chassis/errors';
import type { EngineStatus } from '@petstore/engine/api/control';
import { createJsonClient } from '../system/json-client.ts';
import { patientAttempts } from './customer.ts';
import { decideOutcome } from './decide-outcome.ts';
import { type DemoStep, type JourneyOutcome, type JourneyStepName, roundMs } from './demo-document.ts';
import type { JourneyContext, RunStep, StepRun } from './journey-context.ts';
import { awaitDelivery, awaitPayment, giveFeedback, placeOrder } from './order-steps.ts';
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

/** Called after each step, with a short text about it. */
export type OnStep = (step: DemoStep, detail: string) => void;

/** Runs the steps in order; after a failed step the others are skipped. */
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

interface Health {
  readonly service: string;
  readonly attempts: number;
  /** Null for a ready service. */
  readonly trouble: string | null;
}

/** Checks that every service is ready. */
async function checkHealth({ status }: Pick<JourneyContext, 'status'>): Promise<StepRun> {
  const found = await Promise.all(status.addresses.map((address) => healthOf(address, status)));
  const attempts = Math.max(1, ...found.map((health) => health.attempts));
  const troubles = found.flatMap(({ trouble }) => (trouble === null ? [] : [trouble]));
  if (troubles.length > 0) {
    throw new AppError('service-not-ready', 'unavailable', `${troubles.join('; ')}.`, {
      details: { messageId: null, attempts },
    });
  }
  return { messageId: null, attempts, detail: `${found.length} services ready` };
}

async function healthOf(
  { service, url }: EngineStatus['addresses'][number],
  { deployments }: EngineStatus,
): Promise<Health> {
  const deployment = deployments.find(({ name }) => name === service);
  if (deployment?.ready === 0) {
    const trouble = `${service} has no ready replica (${deployment.wanted} wanted)`;
    return { service, attempts: 1, trouble };
  }
  const client = createJsonClient({ origin: url, maxAttempts: patientAttempts });
  try {
    const { status, body, attempts } = await client.send({ method: 'GET', path: '/ready' });
    return {
      service,
      attempts,
      trouble: status === 200 ? null : `${service} is not ready: ${reasonOf(body)}`,
    };
  } catch (error) {
    return { service, attempts: 1, trouble: `${service} is not ready: ${messageOf(error)}` };
  } finally {
    await client.close();
  }
}

/** The failed checks of a `/ready` response, or the detail of a problem document. */
function reasonOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return String(body);
  if ('detail' in body) return String(body.detail);
  const checks = 'checks' in body && typeof body.checks === 'object' ? Object.entries(body.checks ?? {}) : [];
  const failed = checks.filter(([, outcome]) => outcome !== 'ok');
  return failed.map(([name, outcome]) => `${name}: ${outcome}`).join(', ') || JSON.stringify(body);
}
