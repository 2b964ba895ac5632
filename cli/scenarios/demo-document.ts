/** What `demo --json` prints. Every field is always there, except that only a failure tells its `error` or `reason`, and
 * only an event who handled it. */
export interface DemoDocument {
  readonly scenario: string;
  readonly ok: boolean;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly journeys: readonly DemoJourney[];
  readonly kpis: Readonly<Record<string, number | null>>;
  readonly checks: readonly DemoCheck[];
  /** Where many customers walk: each step over all journeys. */
  readonly stepTotals?: readonly StepTotals[];
}

/** One step of many journeys. Times are of the ones that ran; null where none did. */
export interface StepTotals extends Pick<DemoStep, 'name' | 'service'> {
  /** How many ran. */
  readonly count: number;
  readonly ok: number;
  readonly degraded: number;
  readonly failed: number;
  readonly skipped: number;
  /** How many were asked more than once. */
  readonly retried: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

export const journeyStepNames = [
  'health',
  'sign-in',
  'browse',
  'recommendations',
  'pet-details',
  'add-to-cart',
  'order',
  'payment',
  'fulfilment',
  'feedback',
] as const;
export type JourneyStepName = (typeof journeyStepNames)[number];

export type JourneyOutcome = 'delivered' | 'refused' | 'failed' | 'timeout';

export interface DemoJourney {
  readonly correlationId: string;
  readonly customerId: string;
  readonly persona: string;
  readonly outcome: JourneyOutcome;
  readonly orderId: string | null;
  readonly durationMs: number;
  readonly steps: readonly DemoStep[];
  readonly messages: readonly DemoMessage[];
}

export interface DemoStep {
  readonly name: JourneyStepName;
  /** Whom the step is about; `all` of the first one. */
  readonly service: string;
  readonly status: 'ok' | 'degraded' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** The id of the request that the step is about; null where it made none. */
  readonly messageId: string | null;
  readonly attempts: number;
  readonly fallbackUsed: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface DemoMessage {
  readonly messageId: string;
  readonly causationId: string | null;
  readonly kind: 'request' | 'event';
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly status: number | string;
  readonly durationMs: number;
  /** Of an event: who handled it, and when first. */
  readonly handledBy?: readonly { readonly service: string; readonly at: string }[];
}

export interface DemoCheck {
  readonly name: string;
  readonly threshold: string;
  readonly value: number;
  readonly unit: string;
  readonly sampleSize: number;
  readonly ok: boolean;
  readonly reason?: string;
}

/** A measured time to a hundredth of a millisecond; the rest is noise. */
export function roundMs(durationMs: number): number {
  return Math.round(durationMs * 100) / 100;
}

/** Why a journey was not delivered, in its shop's words; null of one that went well. */
export function reasonOf({ steps }: { readonly steps: readonly DemoStep[] }): string | null {
  const failed = steps.find(({ status }) => status === 'failed');
  return failed === undefined ? null : `${failed.name}: ${failed.error?.message ?? 'no reason was given'}`;
}
