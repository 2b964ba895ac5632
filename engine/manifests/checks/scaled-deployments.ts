import type { Deployment } from '../../schemas/deployment.ts';
import type { LabelSelector } from '../../schemas/label-selector.ts';
import { matchesSelector } from '../match-labels.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';

/** The Deployments whose pods a selector chooses. */
export function selectedDeployments({ readable }: DeclaredObjects, selector: LabelSelector): Deployment[] {
  return readable.Deployment.filter(({ spec }) =>
    matchesSelector(selector, spec.template.metadata?.labels ?? {}),
  );
}

/** The fewest replicas that a Deployment has in its ordinary life: its autoscaler's, where it has one. */
export function fewestReplicas({ readable }: DeclaredObjects, { metadata, spec }: Deployment): number {
  const autoscaler = readable.HorizontalPodAutoscaler.find(
    (each) => each.spec.scaleTargetRef.name === metadata.name,
  );
  return autoscaler?.spec.minReplicas ?? (autoscaler === undefined ? (spec.replicas ?? 1) : 1);
}
