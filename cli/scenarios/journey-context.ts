import type { Order, Pet } from '@petstore/contracts/http';
import type { EngineStatus } from '@petstore/engine/control-api';
import type { Answer } from '../system/json-client.ts';
import type { Customer } from './customer.ts';
import type { Persona } from './personas.ts';

/** What one journey knows so far, handed from step to step. */
export interface JourneyContext {
  readonly status: EngineStatus;
  readonly customer: Customer;
  readonly customerId: string;
  readonly persona: Persona;
  readonly withMl: boolean;
  readonly random: () => number;
  /** Aborted when nobody waits for the journey any more. */
  readonly signal: AbortSignal;
  /** Pets that were seen and can be had, the most wanted first. */
  wanted: Pet[];
  pet: Pet | null;
  /** The skus that are bought. */
  basket: readonly string[];
  /** The same customer shops elsewhere at the same time: what is in the cart is not only what was put there. */
  isCartShared: boolean;
  recommendationId: string | null;
  order: Order | null;
}

/** What a step did. */
export interface StepRun {
  readonly status?: 'ok' | 'degraded' | 'skipped';
  /** The request that the step is about. */
  readonly messageId: string | null;
  readonly attempts: number;
  readonly fallbackUsed?: boolean;
  /** For a person who watches. */
  readonly detail?: string;
}

export type RunStep = (context: JourneyContext) => Promise<StepRun>;

/** What an earlier step has left; a journey never comes here without. */
export function known<Value>(value: Value | null, what: string): Value {
  if (value === null) throw new TypeError(`the journey has no ${what} yet`);
  return value;
}

/** The part of an answer that a step is known by. */
export function idsOf({ messageId, attempts }: Answer): Pick<StepRun, 'messageId' | 'attempts'> {
  return { messageId, attempts };
}
