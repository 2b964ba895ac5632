import type { Order, Pet } from '@petstore/contracts/http';
import type { EngineStatus } from '@petstore/engine/api/control';
import type { Persona } from '@petstore/shoppers/personas';
import type { Answer } from '../system/json-client.ts';
import type { Customer } from './customer.ts';

/** State of one journey, handed from step to step. */
export interface JourneyContext {
  readonly status: EngineStatus;
  readonly customer: Customer;
  readonly customerId: string;
  readonly persona: Persona;
  readonly withMl: boolean;
  readonly random: () => number;
  /** Aborted when the journey's result is no longer needed. */
  readonly signal: AbortSignal;
  /** Wish list: available pets seen so far, the preferred first. */
  wanted: Pet[];
  pet: Pet | null;
  /** SKUs to buy. */
  basket: readonly string[];
  /** Set when the same customer shops in parallel, so that the cart holds other items too. */
  isCartShared: boolean;
  recommendationId: string | null;
  order: Order | null;
}

/** Result of a step. */
export interface StepRun {
  readonly status?: 'ok' | 'degraded' | 'skipped';
  /** The step's main request. */
  readonly messageId: string | null;
  readonly attempts: number;
  readonly fallbackUsed?: boolean;
  /** Short text shown beside the step. */
  readonly detail?: string;
}

export type RunStep = (context: JourneyContext) => Promise<StepRun>;

/** The value that an earlier step must have set. Throws a TypeError when it is missing. */
export function known<Value>(value: Value | null, what: string): Value {
  if (value === null) throw new TypeError(`the journey has no ${what} yet`);
  return value;
}

export function idsOf({ messageId, attempts }: Answer): Pick<StepRun, 'messageId' | 'attempts'> {
  return { messageId, attempts };
}
