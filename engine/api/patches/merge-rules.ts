import type { StoredKind } from '../objects/api-object.ts';
import { resourceOf } from '../objects/resources.ts';

/**
 * How a field takes part in a strategic merge: the `patchStrategy` and `patchMergeKey` of Kubernetes' struct tags. A
 * list without a rule is replaced as a whole, an object without one is merged field by field.
 */
export interface MergeRule {
  /** The key by which entries of a list are told apart. */
  readonly mergeKey?: string;
  /** A list of texts to which a patch adds. */
  readonly isSet?: true;
  /** The value of the patch takes the place of the whole object. */
  readonly replaces?: true;
  /** An object of which kubectl keeps only the fields that a file names: its fields exclude one another. */
  readonly keepsNamed?: true;
  readonly fields?: Readonly<Record<string, MergeRule>>;
}

const byName: MergeRule = { mergeKey: 'name' };
const byType: MergeRule = { mergeKey: 'type' };

// https://github.com/kubernetes/api/blob/v0.34.0/core/v1/types.go
const containers: MergeRule = {
  mergeKey: 'name',
  fields: {
    ports: { mergeKey: 'containerPort' },
    env: byName,
    volumeMounts: { mergeKey: 'mountPath' },
    volumeDevices: { mergeKey: 'devicePath' },
  },
};

const podSpec: MergeRule = {
  fields: {
    containers,
    initContainers: containers,
    ephemeralContainers: containers,
    volumes: { mergeKey: 'name', keepsNamed: true },
    imagePullSecrets: byName,
    hostAliases: { mergeKey: 'ip' },
    topologySpreadConstraints: { mergeKey: 'topologyKey' },
    resourceClaims: { mergeKey: 'name', keepsNamed: true },
    schedulingGates: byName,
  },
};

const metadata: MergeRule = {
  fields: { ownerReferences: { mergeKey: 'uid' }, finalizers: { isSet: true } },
};

const conditions: MergeRule = { fields: { conditions: byType } };
const template: MergeRule = { fields: { metadata, spec: podSpec } };

const rules: Readonly<Partial<Record<StoredKind, Readonly<Record<string, MergeRule>>>>> = {
  Namespace: { status: conditions },
  ServiceAccount: { secrets: byName },
  Service: { spec: { fields: { ports: { mergeKey: 'port' } } }, status: conditions },
  Deployment: { spec: { fields: { strategy: { keepsNamed: true }, template } }, status: conditions },
  ReplicaSet: { spec: { fields: { template } }, status: conditions },
  Pod: {
    spec: podSpec,
    status: { fields: { conditions: byType, podIPs: { mergeKey: 'ip' }, hostIPs: { mergeKey: 'ip' } } },
  },
  Node: {
    spec: { fields: { podCIDRs: { isSet: true } } },
    status: { fields: { conditions: byType, addresses: byType } },
  },
  HorizontalPodAutoscaler: { status: conditions },
  PodDisruptionBudget: { spec: { fields: { selector: { replaces: true } } }, status: conditions },
};

/** Groups whose objects are written in Go; those of every other group came to the cluster as a CRD. */
const builtInGroups = new Set([
  '',
  'apps',
  'autoscaling',
  'discovery.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
]);

/** Whether the API server takes strategic merge patches of the kind: of no custom resource. */
export function isBuiltIn(kind: StoredKind): boolean {
  return builtInGroups.has(resourceOf(kind).group);
}

/** How kubectl and the API server merge objects of a kind; everything of a custom resource is one value a field. */
export function mergeRuleOf(kind: StoredKind): MergeRule {
  return isBuiltIn(kind) ? { fields: { metadata, ...rules[kind] } } : {};
}
