import type { Stored, WrittenObject } from '../../api/objects/api-object.ts';
import { controllerReference } from '../../api/objects/owner-references.ts';
import { reviseAnnotations, scaleAnnotations } from './replica-set-annotations.ts';
import { type RolloutStrategy, rolloutBounds, rolloutStrategy } from './rollout-strategy.ts';
import { templateHashLabel } from './template-hash.ts';

/** The largest int32: Kubernetes' way to say never. */
const never = 2 ** 31 - 1;

/** What a Deployment asks for, with Kubernetes' defaults filled in. */
export interface DeploymentWish {
  readonly wanted: number;
  readonly strategy: RolloutStrategy;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly isPaused: boolean;
  readonly minReadySeconds: number;
  /** Null where lack of progress is no failure. */
  readonly progressDeadlineSeconds: number | null;
  readonly revisionHistoryLimit: number;
}

export function translateDeployment({ spec }: Stored<'Deployment'>): DeploymentWish {
  const { replicas: wanted = 1, progressDeadlineSeconds = 600 } = spec;
  const strategy = rolloutStrategy(spec);
  return {
    wanted,
    strategy,
    ...rolloutBounds(strategy, wanted),
    isPaused: spec.paused === true,
    minReadySeconds: spec.minReadySeconds ?? 0,
    progressDeadlineSeconds: progressDeadlineSeconds >= never ? null : progressDeadlineSeconds,
    revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
  };
}

interface NewReplicaSet {
  readonly hash: string;
  readonly replicas: number;
  readonly revision: number;
}

/** The ReplicaSet of the Deployment's template. */
export function translateReplicaSet(
  deployment: Stored<'Deployment'>,
  { hash, replicas, revision }: NewReplicaSet,
): WrittenObject & { readonly kind: 'ReplicaSet' } {
  const { metadata, spec } = deployment;
  const { wanted, maxSurge, minReadySeconds } = translateDeployment(deployment);
  const { matchLabels, ...selector } = spec.selector;
  const labels = { ...spec.template.metadata?.labels, [templateHashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels,
      annotations: {
        ...reviseAnnotations({}, { deployment: metadata.annotations ?? {}, revision }),
        ...scaleAnnotations({ wanted, most: wanted + maxSurge }),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds > 0 ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...matchLabels, [templateHashLabel]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}
