import type { Finding } from './check-schema.ts';
import type { KindName } from './kinds.ts';
import type { Canary } from './schemas/canary.ts';
import type { ConfigMap } from './schemas/config-map.ts';
import type { Deployment } from './schemas/deployment.ts';
import type { DestinationRule } from './schemas/destination-rule.ts';
import type { HorizontalPodAutoscaler } from './schemas/horizontal-pod-autoscaler.ts';
import type { IstioGateway } from './schemas/istio-gateway.ts';
import type { AuthorizationPolicy, PeerAuthentication } from './schemas/istio-security.ts';
import type { MetricTemplate } from './schemas/metric-template.ts';
import type { Namespace } from './schemas/namespace.ts';
import type { NetworkPolicy } from './schemas/network-policy.ts';
import type { PodDisruptionBudget } from './schemas/pod-disruption-budget.ts';
import type { PodMonitor } from './schemas/pod-monitor.ts';
import type { PostgresCluster } from './schemas/postgres-cluster.ts';
import type { PostgresDatabase } from './schemas/postgres-database.ts';
import type { PrometheusRule } from './schemas/prometheus-rule.ts';
import type { Role, RoleBinding } from './schemas/role.ts';
import type { Secret } from './schemas/secret.ts';
import type { Service } from './schemas/service.ts';
import type { ServiceAccount } from './schemas/service-account.ts';
import type { VerticalPodAutoscaler } from './schemas/vertical-pod-autoscaler.ts';
import type { VirtualService } from './schemas/virtual-service.ts';

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

/** What the folder declares, for the rules that look at more than one object. */
export interface DeclaredObjects {
  readonly readable: ReadableObjects;
  /** Also true of an object that cannot be read: its problems are not reported once more as a dangling name. */
  isDeclared(kind: KindName, name: string): boolean;
  /** Whether some object of the kind cannot be read, so that what is missing may be that one. */
  hasUnreadable(kind: KindName): boolean;
}

/** A problem that shows between objects; it stands at one of them. */
export interface ObjectFinding extends Finding {
  readonly object: object;
}
