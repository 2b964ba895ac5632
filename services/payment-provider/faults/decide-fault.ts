import { seededRandom } from '@petstore/chassis/random';
import type { ProviderFaults } from '@petstore/contracts/http';

export type FaultSettings = Required<ProviderFaults>;

/** The faults of one command. */
export interface FaultDecision {
  readonly outcome: 'none' | 'error' | 'timeout-before' | 'timeout-after';
  /** Whether the card issuer declines, if the command creates a charge. */
  readonly isDeclined: boolean;
  readonly webhook: { readonly copies: 1 | 2; readonly delayMs: number };
}

export const noFault: FaultDecision = {
  outcome: 'none',
  isDeclined: false,
  webhook: { copies: 1, delayMs: 0 },
};

/**
 * Decides the faults of the `draw`-th command since the settings were put; pure, so the same seed and draw give the
 * same faults.
 */
export function decideFault(settings: FaultSettings, draw: number): FaultDecision {
  const uniform = (channel: string) => seededRandom(`${settings.seed}/${draw}/${channel}`)();
  return {
    outcome: outcomeOf(settings, uniform('outcome')),
    isDeclined: uniform('decline') < settings.declineRate,
    webhook: {
      copies: uniform('webhook-copies') < settings.webhookDuplicateRate ? 2 : 1,
      delayMs: Math.round(uniform('webhook-delay') * settings.webhookDelayMs),
    },
  };
}

/** The outcomes exclude one another, so one number decides among them. */
function outcomeOf(settings: FaultSettings, uniform: number): FaultDecision['outcome'] {
  const { errorRate, timeoutBeforeRate, timeoutAfterRate } = settings;
  if (uniform < errorRate) return 'error';
  if (uniform < errorRate + timeoutBeforeRate) return 'timeout-before';
  if (uniform < errorRate + timeoutBeforeRate + timeoutAfterRate) return 'timeout-after';
  return 'none';
}
