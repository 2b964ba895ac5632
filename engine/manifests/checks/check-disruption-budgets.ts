import type { PodDisruptionBudget } from '../../schemas/pod-disruption-budget.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { fewestReplicas, selectedDeployments } from './scaled-deployments.ts';

/** Kubernetes rounds both shares up: https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
function podsOf(share: number | string, total: number): number {
  return typeof share === 'number' ? share : Math.ceil((Number(share.slice(0, -1)) / 100) * total);
}

function checkBudget(object: PodDisruptionBudget, declared: DeclaredObjects): Finding[] {
  const { minAvailable, maxUnavailable, selector } = object.spec;
  if ((minAvailable === undefined) === (maxUnavailable === undefined)) {
    return [{ path: ['spec'], message: 'must have exactly one of minAvailable, maxUnavailable' }];
  }
  const chosen = selectedDeployments(declared, selector);
  if (chosen.length === 0) {
    if (declared.hasUnreadable('Deployment')) return [];
    const message = 'matches the pods of no Deployment: write the labels of a template';
    return [{ path: ['spec', 'selector'], message }];
  }
  const total = chosen.reduce((sum, deployment) => sum + fewestReplicas(declared, deployment), 0);
  const field = minAvailable === undefined ? 'maxUnavailable' : 'minAvailable';
  const spare =
    maxUnavailable === undefined ? total - podsOf(minAvailable ?? 0, total) : podsOf(maxUnavailable, total);
  if (total === 0 || spare > 0) return [];
  const advice = field === 'maxUnavailable' ? 'write 1 or more' : 'write maxUnavailable: 1 instead';
  return [
    {
      path: ['spec', field],
      message: `lets no pod go when there are ${total}, so no node could ever be drained: ${advice}`,
    },
  ];
}

/** A budget guards pods that exist, and lets some of them go. */
export function checkDisruptionBudgets(declared: DeclaredObjects): ObjectFinding[] {
  return declared.readable.PodDisruptionBudget.flatMap((object) =>
    checkBudget(object, declared).map((finding) => ({ ...finding, object })),
  );
}
