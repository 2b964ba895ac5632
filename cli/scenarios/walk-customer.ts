import { seededRandom } from '@petstore/chassis/random';
import type { EngineStatus } from '@petstore/engine/api/control';
import type { Persona } from '@petstore/shoppers/personas';
import { urlOf } from '../system/inspector.ts';
import { createJsonClient } from '../system/json-client.ts';
import { createCustomer, patientAttempts } from './customer.ts';
import type { JourneyContext } from './journey-context.ts';
import { type JourneyRun, type OnStep, runJourney } from './run-journey.ts';

/** Customer, correlation id and seed of one journey. */
export interface CustomerPlan {
  readonly customerId: string;
  readonly correlationId: string;
  readonly persona: Persona;
  readonly seed: number;
  readonly withMl: boolean;
  /** Generator that has already been used with this seed; by default a new one. */
  readonly random?: () => number;
}

export interface WalkedJourney {
  readonly context: JourneyContext;
  readonly run: JourneyRun;
}

/** Runs the steps of one journey against a running system. */
export async function walkCustomer(
  plan: CustomerPlan,
  { status, signal }: { readonly status: EngineStatus; readonly signal: AbortSignal },
  onStep: OnStep,
): Promise<WalkedJourney> {
  const { customerId, correlationId, persona, seed, withMl, random = seededRandom(seed) } = plan;
  const origin = urlOf(status.addresses, 'gateway');
  const client = createJsonClient({ origin, maxAttempts: patientAttempts, random: seededRandom(seed + 1) });
  const context: JourneyContext = {
    status,
    signal,
    withMl,
    customerId,
    persona,
    random,
    customer: createCustomer(client, correlationId),
    wanted: [],
    pet: null,
    basket: [],
    isCartShared: false,
    recommendationId: null,
    order: null,
  };
  const run = await runJourney(context, onStep).finally(() => client.close());
  return { context, run };
}
