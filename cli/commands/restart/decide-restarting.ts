import type { DeploymentStatus, PodStatus } from '@petstore/engine/api/control';

export type RestartDecision =
  | { readonly outcome: 'replaced' | 'waiting' }
  | {
      readonly outcome: 'failed';
      readonly code: 'restart-failed' | 'restart-not-reached';
      readonly reason: string;
    };

export interface RestartedDeployment extends Pick<DeploymentStatus, 'rollout'> {
  readonly pods: readonly Pick<PodStatus, 'name' | 'phase' | 'message'>[];
}

/** Decides whether all earlier pods have been replaced by available ones, or whether the restart has failed. */
export function decideRestarting(
  { rollout, pods }: RestartedDeployment,
  before: ReadonlySet<string>,
  isPastDeadline: boolean,
): RestartDecision {
  const left = pods.filter(({ name }) => before.has(name));
  if (rollout.phase === 'complete' && left.length === 0) return { outcome: 'replaced' };
  const crashing = pods.find(({ name, phase }) => phase === 'CrashLoopBackOff' && !before.has(name));
  if (crashing !== undefined) {
    const reason = `${crashing.name} keeps crashing: ${crashing.message ?? 'see its log'}`;
    return { outcome: 'failed', code: 'restart-failed', reason };
  }
  if (rollout.phase === 'stalled') {
    return { outcome: 'failed', code: 'restart-failed', reason: rollout.reason };
  }
  if (!isPastDeadline) return { outcome: 'waiting' };
  return { outcome: 'failed', code: 'restart-not-reached', reason: rollout.reason };
}
