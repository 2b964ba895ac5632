import type { TSchema } from 'typebox';
import { type Canary, CanarySchema } from './canary.ts';
import { type ConfigMap, ConfigMapSchema } from './config-map.ts';
import { type Deployment, DeploymentSchema } from './deployment.ts';
import { type DestinationRule, DestinationRuleSchema } from './destination-rule.ts';
import { type HorizontalPodAutoscaler, HorizontalPodAutoscalerSchema } from './horizontal-pod-autoscaler.ts';
import { type IstioGateway, IstioGatewaySchema } from './istio-gateway.ts';
import {
  type AuthorizationPolicy,
  AuthorizationPolicySchema,
  type PeerAuthentication,
  PeerAuthenticationSchema,
} from './istio-security.ts';
import { type MetricTemplate, MetricTemplateSchema } from './metric-template.ts';
import { type Namespace, NamespaceSchema } from './namespace.ts';
import { type NetworkPolicy, NetworkPolicySchema } from './network-policy.ts';
import { type PodDisruptionBudget, PodDisruptionBudgetSchema } from './pod-disruption-budget.ts';
import { type PodMonitor, PodMonitorSchema } from './pod-monitor.ts';
import { type PostgresCluster, PostgresClusterSchema } from './postgres-cluster.ts';
import { type PostgresDatabase, PostgresDatabaseSchema } from './postgres-database.ts';
import { type PrometheusRule, PrometheusRuleSchema } from './prometheus-rule.ts';
import { type Role, type RoleBinding, RoleBindingSchema, RoleSchema } from './role.ts';
import { type Secret, SecretSchema } from './secret.ts';
import { type Service, ServiceSchema } from './service.ts';
import { type ServiceAccount, ServiceAccountSchema } from './service-account.ts';
import { type VerticalPodAutoscaler, VerticalPodAutoscalerSchema } from './vertical-pod-autoscaler.ts';
import { type VirtualService, VirtualServiceSchema } from './virtual-service.ts';

export interface KindDefinition {
  readonly apiVersion: string;
  readonly schema: TSchema;
  /**
   * The controller that would act on it and does not run here yet: objects of the kind are read and checked, and change
   * nothing.
   */
  readonly awaits?: string;
}

const rollouts = 'canary rollouts';
const routing = 'mesh routing';
const security = 'mesh security';
const istioNetworking = 'networking.istio.io/v1';
const istioSecurity = 'security.istio.io/v1';

const kinds = {
  Namespace: { apiVersion: 'v1', schema: NamespaceSchema },
  ServiceAccount: { apiVersion: 'v1', schema: ServiceAccountSchema },
  ConfigMap: { apiVersion: 'v1', schema: ConfigMapSchema },
  Secret: { apiVersion: 'v1', schema: SecretSchema },
  Service: { apiVersion: 'v1', schema: ServiceSchema },
  Deployment: { apiVersion: 'apps/v1', schema: DeploymentSchema },
  Cluster: { apiVersion: 'postgresql.cnpg.io/v1', schema: PostgresClusterSchema },
  Database: { apiVersion: 'postgresql.cnpg.io/v1', schema: PostgresDatabaseSchema },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', schema: HorizontalPodAutoscalerSchema },
  VerticalPodAutoscaler: {
    apiVersion: 'autoscaling.k8s.io/v1',
    schema: VerticalPodAutoscalerSchema,
    awaits: 'vertical autoscaling',
  },
  PodDisruptionBudget: {
    apiVersion: 'policy/v1',
    schema: PodDisruptionBudgetSchema,
    awaits: 'disruption budgets',
  },
  NetworkPolicy: {
    apiVersion: 'networking.k8s.io/v1',
    schema: NetworkPolicySchema,
    awaits: 'network policy',
  },
  Gateway: { apiVersion: istioNetworking, schema: IstioGatewaySchema, awaits: routing },
  VirtualService: { apiVersion: istioNetworking, schema: VirtualServiceSchema, awaits: routing },
  DestinationRule: { apiVersion: istioNetworking, schema: DestinationRuleSchema, awaits: routing },
  PeerAuthentication: { apiVersion: istioSecurity, schema: PeerAuthenticationSchema, awaits: security },
  AuthorizationPolicy: { apiVersion: istioSecurity, schema: AuthorizationPolicySchema, awaits: security },
  Canary: { apiVersion: 'flagger.app/v1beta1', schema: CanarySchema, awaits: rollouts },
  MetricTemplate: { apiVersion: 'flagger.app/v1beta1', schema: MetricTemplateSchema, awaits: rollouts },
  PodMonitor: { apiVersion: 'monitoring.coreos.com/v1', schema: PodMonitorSchema },
  PrometheusRule: {
    apiVersion: 'monitoring.coreos.com/v1',
    schema: PrometheusRuleSchema,
    awaits: 'alerting rules',
  },
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', schema: RoleSchema },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', schema: RoleBindingSchema },
} as const satisfies Record<string, KindDefinition>;

export type KindName = keyof typeof kinds;

/** The type of the objects of each kind that a manifest may declare. */
export interface ObjectOfKind {
  Namespace: Namespace;
  ServiceAccount: ServiceAccount;
  ConfigMap: ConfigMap;
  Secret: Secret;
  Service: Service;
  Deployment: Deployment;
  Cluster: PostgresCluster;
  Database: PostgresDatabase;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  VerticalPodAutoscaler: VerticalPodAutoscaler;
  PodDisruptionBudget: PodDisruptionBudget;
  NetworkPolicy: NetworkPolicy;
  Gateway: IstioGateway;
  VirtualService: VirtualService;
  DestinationRule: DestinationRule;
  PeerAuthentication: PeerAuthentication;
  AuthorizationPolicy: AuthorizationPolicy;
  Canary: Canary;
  MetricTemplate: MetricTemplate;
  PodMonitor: PodMonitor;
  PrometheusRule: PrometheusRule;
  Role: Role;
  RoleBinding: RoleBinding;
}

export type ManifestObject = ObjectOfKind[KindName];

/** The objects of each kind that have its shape; they may have problems of their own. */
export type ReadableObjects = { readonly [Kind in KindName]: readonly ObjectOfKind[Kind][] };

export const kindNames: readonly KindName[] = Object.keys(kinds).filter(isKindName);

export function isKindName(name: unknown): name is KindName {
  return typeof name === 'string' && Object.hasOwn(kinds, name);
}

export function kindDefinition(name: KindName): KindDefinition {
  return kinds[name];
}
