import type { StoredKind } from '../objects/api-object.ts';
import { autoscalerColumns } from './autoscaler-columns.ts';
import {
  configMapColumns,
  eventColumns,
  nodeColumns,
  roleBindingColumns,
  secretColumns,
} from './cluster-columns.ts';
import { ageColumn, type Column, count, field, nameColumn, text } from './column.ts';
import { endpointSliceColumns, endpointsColumns, serviceColumns } from './network-columns.ts';
import { podColumns } from './pod-columns.ts';
import { fieldOf, listOf, numberOf, textOf } from './read-field.ts';
import { deploymentColumns, replicaSetColumns, selectorText } from './workload-columns.ts';

const wide = { priority: 1 } as const;
const recommendation = 'status.recommendation.containerRecommendations';

/** Kinds of a CRD that names no columns, among others. */
const nameAndAge: readonly Column[] = [nameColumn, ageColumn];

const columns: Readonly<Partial<Record<StoredKind, readonly Column[]>>> = {
  Pod: podColumns,
  Deployment: deploymentColumns,
  ReplicaSet: replicaSetColumns,
  Service: serviceColumns,
  Endpoints: endpointsColumns,
  EndpointSlice: endpointSliceColumns,
  HorizontalPodAutoscaler: autoscalerColumns,
  Event: eventColumns,
  Node: nodeColumns,
  ConfigMap: configMapColumns,
  Secret: secretColumns,
  RoleBinding: roleBindingColumns,
  Role: [nameColumn, { ...text('Created At', ({ metadata }) => metadata.creationTimestamp), type: 'date' }],
  Namespace: [nameColumn, text('Status', (namespace) => textOf(namespace, 'status.phase')), ageColumn],
  ServiceAccount: [nameColumn, count('Secrets', (account) => listOf(account, 'secrets').length), ageColumn],
  NetworkPolicy: [
    nameColumn,
    text('Pod-Selector', (policy) => selectorText(fieldOf(policy, 'spec.podSelector'))),
    ageColumn,
  ],
  PodDisruptionBudget: [
    nameColumn,
    text('Min Available', (budget) => textOf(budget, 'spec.minAvailable') || 'N/A'),
    text('Max Unavailable', (budget) => textOf(budget, 'spec.maxUnavailable') || 'N/A'),
    count('Allowed Disruptions', (budget) => numberOf(budget, 'status.disruptionsAllowed')),
    ageColumn,
  ],
  VerticalPodAutoscaler: [
    nameColumn,
    field('Mode', 'spec.updatePolicy.updateMode'),
    text('CPU', (vpa) => textOf(listOf(vpa, recommendation)[0], 'target.cpu')),
    text('Mem', (vpa) => textOf(listOf(vpa, recommendation)[0], 'target.memory')),
    text('Provided', (vpa) => {
      const conditions = listOf(vpa, 'status.conditions');
      const provided = conditions.find((each) => textOf(each, 'type') === 'RecommendationProvided');
      return textOf(provided, 'status');
    }),
    ageColumn,
  ],
  Canary: [
    nameColumn,
    field('Status', 'status.phase'),
    field('Weight', 'status.canaryWeight'),
    field('FailedChecks', 'status.failedChecks', wide),
    field('Interval', 'spec.analysis.interval', wide),
    field('Mirror', 'spec.analysis.mirror', { ...wide, type: 'boolean' }),
    field('StepWeight', 'spec.analysis.stepWeight', wide),
    field('StepWeights', 'spec.analysis.stepWeights', wide),
    field('MaxWeight', 'spec.analysis.maxWeight', wide),
    field('LastTransitionTime', 'status.lastTransitionTime'),
  ],
  MetricTemplate: [nameColumn, field('Provider', 'spec.provider.type')],
  VirtualService: [nameColumn, field('Gateways', 'spec.gateways'), field('Hosts', 'spec.hosts'), ageColumn],
  DestinationRule: [nameColumn, field('Host', 'spec.host'), ageColumn],
  PeerAuthentication: [nameColumn, field('Mode', 'spec.mtls.mode'), ageColumn],
  AuthorizationPolicy: [nameColumn, field('Action', 'spec.action'), ageColumn],
  Cluster: [
    nameColumn,
    ageColumn,
    field('Instances', 'status.instances', { type: 'integer' }),
    field('Ready', 'status.readyInstances', { type: 'integer' }),
    field('Status', 'status.phase'),
    field('Primary', 'status.currentPrimary'),
  ],
  Database: [
    nameColumn,
    ageColumn,
    field('Cluster', 'spec.cluster.name'),
    field('PG Name', 'spec.name'),
    field('Applied', 'status.applied', { type: 'boolean' }),
    field('Message', 'status.message'),
  ],
};

export function columnsOf(kind: StoredKind): readonly Column[] {
  return columns[kind] ?? nameAndAge;
}
