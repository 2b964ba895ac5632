import type { StoredKind } from '../objects/api-object.ts';
import { resourceOf, storedKinds } from '../objects/resources.ts';

/** As in the API: a subresource may have a kind of another group. */
export interface ServedSubresource {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

/** What a client may ask for at `/apis/GROUP/VERSION/.../PLURAL`. */
export interface ServedResource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly ServedSubresource[];
  /** Null for what is computed when it is asked for. */
  readonly storedKind: StoredKind | null;
}

const reading = ['get', 'list', 'watch'];
const changing = ['patch', 'update'];
const deleting = ['delete', 'deletecollection'];
const all = ['create', ...deleting, ...reading.slice(0, 2), ...changing, 'watch'];

/** What differs for kinds that controllers alone make. */
const verbsOfKind: Readonly<Partial<Record<StoredKind, readonly string[]>>> = {
  Pod: [...deleting, ...reading, ...changing],
  Endpoints: reading,
  EndpointSlice: reading,
  Node: [...reading, ...changing],
};

const categoriesOfKind: Readonly<Partial<Record<StoredKind, readonly string[]>>> = {
  Pod: ['all'],
  Service: ['all'],
  Deployment: ['all'],
  ReplicaSet: ['all'],
  HorizontalPodAutoscaler: ['all'],
  Canary: ['all'],
};

/** Kinds whose objects have nothing that a controller tells. */
const withoutStatus: ReadonlySet<StoredKind> = new Set([
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'Endpoints',
  'EndpointSlice',
  'Event',
  'Role',
  'RoleBinding',
  'NetworkPolicy',
  'MetricTemplate',
  'PrometheusRule',
  'PodMonitor',
]);

/** Older tools write and read it; what is stored is the newer version, which clients prefer because it comes first. */
const olderAutoscalers: ServedResource = {
  ...resourceOfKind('HorizontalPodAutoscaler'),
  version: 'v1',
  verbs: ['create', 'delete', 'get', 'list'],
  categories: [],
  subresources: [],
};

export const servedResources: readonly ServedResource[] = [
  ...storedKinds.map(resourceOfKind),
  olderAutoscalers,
  computed('metrics.k8s.io', 'v1beta1', { kind: 'NodeMetrics', plural: 'nodes', isNamespaced: false }),
  computed('metrics.k8s.io', 'v1beta1', { kind: 'PodMetrics', plural: 'pods', isNamespaced: true }),
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview'),
  review('authentication.k8s.io', 'SelfSubjectReview'),
];

const byPath: ReadonlyMap<string, ServedResource> = new Map(
  servedResources.map((resource) => [`${resource.group}/${resource.version}/${resource.plural}`, resource]),
);

export function findServedResource(
  group: string,
  version: string,
  plural: string,
): ServedResource | undefined {
  return byPath.get(`${group}/${version}/${plural}`);
}

function resourceOfKind(kind: StoredKind): ServedResource {
  const { group, version, plural, singular, shortNames, isNamespaced } = resourceOf(kind);
  return {
    group,
    version,
    plural,
    singular,
    kind,
    shortNames,
    isNamespaced,
    categories: categoriesOfKind[kind] ?? [],
    verbs: verbsOfKind[kind] ?? all,
    subresources: subresourcesOf(kind, { group, version }),
    storedKind: kind,
  };
}

function subresourcesOf(
  kind: StoredKind,
  own: Pick<ServedSubresource, 'group' | 'version'>,
): readonly ServedSubresource[] {
  const verbs = ['get', 'patch', 'update'];
  const scale = { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs };
  return [
    ...(withoutStatus.has(kind) ? [] : [{ name: 'status', kind, ...own, verbs }]),
    ...(kind === 'Deployment' || kind === 'ReplicaSet' ? [scale] : []),
    ...(kind === 'Pod'
      ? [
          { name: 'log', kind, ...own, verbs: ['get'] },
          { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
        ]
      : []),
  ];
}

function computed(
  group: string,
  version: string,
  naming: Pick<ServedResource, 'kind' | 'plural' | 'isNamespaced'>,
): ServedResource {
  return {
    group,
    version,
    ...naming,
    singular: '',
    shortNames: [],
    categories: [],
    verbs: ['get', 'list'],
    subresources: [],
    storedKind: null,
  };
}

function review(group: string, kind: string): ServedResource {
  const plural = `${kind.toLowerCase()}s`;
  return {
    ...computed(group, 'v1', { kind, plural, isNamespaced: false }),
    singular: kind.toLowerCase(),
    verbs: ['create'],
  };
}
