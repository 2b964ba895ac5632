import { isKindName, kindDefinition, kindNames } from '../../schemas/kinds.ts';
import type { StoredKind } from './api-object.ts';
import { type OutputKindName, outputKinds } from './output-kinds.ts';

/** How the API names the objects of a kind. */
export interface ResourceDefinition {
  readonly kind: StoredKind;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly isNamespaced: boolean;
}

interface Naming {
  readonly plural?: string;
  readonly shortNames?: readonly string[];
  readonly isNamespaced?: false;
}

/** What differs from the lower-case kind with an `s`, in a namespace, without short names. */
const namings: Readonly<Partial<Record<StoredKind, Naming>>> = {
  Namespace: { shortNames: ['ns'], isNamespaced: false },
  Node: { shortNames: ['no'], isNamespaced: false },
  ServiceAccount: { shortNames: ['sa'] },
  ConfigMap: { shortNames: ['cm'] },
  Service: { shortNames: ['svc'] },
  Deployment: { shortNames: ['deploy'] },
  ReplicaSet: { shortNames: ['rs'] },
  Pod: { shortNames: ['po'] },
  Endpoints: { plural: 'endpoints', shortNames: ['ep'] },
  Event: { shortNames: ['ev'] },
  HorizontalPodAutoscaler: { shortNames: ['hpa'] },
  VerticalPodAutoscaler: { shortNames: ['vpa'] },
  PodDisruptionBudget: { shortNames: ['pdb'] },
  NetworkPolicy: { plural: 'networkpolicies', shortNames: ['netpol'] },
  Gateway: { shortNames: ['gw'] },
  VirtualService: { shortNames: ['vs'] },
  DestinationRule: { shortNames: ['dr'] },
  PeerAuthentication: { shortNames: ['pa'] },
  AuthorizationPolicy: { plural: 'authorizationpolicies', shortNames: ['ap'] },
  Canary: { plural: 'canaries' },
  PodMonitor: { shortNames: ['pmon'] },
  PrometheusRule: { shortNames: ['promrule'] },
};

export const storedKinds: readonly StoredKind[] = [
  ...kindNames,
  ...Object.keys(outputKinds).filter(isOutputKind),
];

const definitions: ReadonlyMap<string, ResourceDefinition> = new Map(
  storedKinds.map((kind) => [kind, define(kind)]),
);

export function resourceOf(kind: StoredKind): ResourceDefinition {
  return definitions.get(kind) ?? define(kind);
}

export function isStoredKind(kind: unknown): kind is StoredKind {
  return isKindName(kind) || (typeof kind === 'string' && isOutputKind(kind));
}

function isOutputKind(kind: string): kind is OutputKindName {
  return Object.hasOwn(outputKinds, kind);
}

function define(kind: StoredKind): ResourceDefinition {
  const apiVersion = isKindName(kind) ? kindDefinition(kind).apiVersion : outputKinds[kind];
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const singular = kind.toLowerCase();
  const { plural = `${singular}s`, shortNames = [], isNamespaced = true } = namings[kind] ?? {};
  return { kind, group, version, plural, singular, shortNames, isNamespaced };
}

/** Kinds whose changes nobody acts on step by step: the API server counts none. */
const uncounted: ReadonlySet<StoredKind> = new Set([
  'Namespace',
  'Node',
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'Service',
  'Endpoints',
  'Event',
  'Role',
  'RoleBinding',
]);

/** Whether `metadata.generation` counts the changes of its spec. */
export function hasGeneration(kind: StoredKind): boolean {
  return !uncounted.has(kind);
}
