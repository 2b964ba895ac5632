/**
 * The document that `demo --json` prints. `error` and `reason` are present on failures only, `handledBy` on events
 * only, `stepTotals` with `--customers` only.
 */
export interface DemoDocument {
  readonly scenario: string;
  readonly ok: boolean;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly journeys: readonly DemoJourney[];
  readonly kpis: Readonly<Record<string, number | null>>;
  readonly checks: readonly DemoCheck[];
  /** With `--customers`: each step over all journeys. */
  readonly stepTotals?: readonly StepTotals[];
}

/** One step over many journeys. Durations are of the steps that ran; null when none did. */
export interface StepTotals extends Pick<DemoStep, 'name' | 'service'> {
  /** Number of journeys in which the step ran. */
  readonly count: number;
  readonly ok: number;
  readonly degraded: number;
  readonly failed: number;
  readonly skipped: number;
  /** Number of steps with more than one attempt. */
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
  /** The service that the step exercises; `all` for the health step. */
  readonly service: string;
  readonly status: 'ok' | 'degraded' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** Id of the step's main request; null for a step without one. */
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
  /** For an event: each service that handled it, with the time of the first handling. */
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

/** Rounds a measured duration to 0.01 ms. */
export function roundMs(durationMs: number): number {
  return Math.round(durationMs * 100) / 100;
}

/** Name and error message of the failed step; null when every step succeeded. */
export function reasonOf({ steps }: { readonly steps: readonly DemoStep[] }): string | null {
  const failed = steps.find(({ status }) => status === 'failed');
  return failed === undefined ? null : `${failed.name}: ${failed.error?.message ?? 'no reason was given'}`;
}
