import type { Deployment } from '../../manifests/index.ts';

/** How pods of an old template give way to those of a new one; a percentage is of the wanted replicas. */
export type RolloutStrategy =
  | { readonly kind: 'Recreate' }
  | {
      readonly kind: 'RollingUpdate';
      readonly maxSurge: number | string;
      readonly maxUnavailable: number | string;
    };

interface RolloutBounds {
  /** Pods that there may be beyond the wanted ones. */
  readonly maxSurge: number;
  /** Wanted pods that may be missing. */
  readonly maxUnavailable: number;
}

const defaultShare = '25%';

/** The strategy of a Deployment, with Kubernetes' defaults filled in. */
export function rolloutStrategy({ strategy }: Pick<Deployment['spec'], 'strategy'>): RolloutStrategy {
  if (strategy?.type === 'Recreate') return { kind: 'Recreate' };
  const { maxSurge = defaultShare, maxUnavailable = defaultShare } = strategy?.rollingUpdate ?? {};
  return { kind: 'RollingUpdate', maxSurge, maxUnavailable };
}

/**
 * The strategy's shares as numbers of pods: a surge is rounded up, what may be missing down; where both come to nothing
 * one pod may be missing, or no rollout would ever move. A Deployment that recreates its pods has neither.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/deployment/util/deployment_util.go
 */
export function rolloutBounds(strategy: RolloutStrategy, wanted: number): RolloutBounds {
  if (strategy.kind === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const surge = Math.ceil(countOf(strategy.maxSurge, wanted));
  const unavailable = Math.floor(countOf(strategy.maxUnavailable, wanted));
  const least = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { maxSurge: surge, maxUnavailable: Math.min(least, wanted) };
}

function countOf(share: number | string, wanted: number): number {
  return typeof share === 'number' ? share : (Number(share.replace('%', '')) * wanted) / 100;
}
