import type { Deployment } from '../../schemas/deployment.ts';
import type { HorizontalPodAutoscaler } from '../../schemas/horizontal-pod-autoscaler.ts';
import type { KindName, ObjectOfKind } from '../../schemas/kinds.ts';
import type { Namespace } from '../../schemas/namespace.ts';
import type { NetworkPolicy, NetworkPort } from '../../schemas/network-policy.ts';
import type { RoleBinding } from '../../schemas/role.ts';
import type { Secret } from '../../schemas/secret.ts';
import type { Service } from '../../schemas/service.ts';
import { withTemplateDefaults } from './pod-defaults.ts';

/** Every Service of this machine answers at this address, at its port plus the engine's offset. */
const hostAddress = '127.0.0.1';

type Defaults = { readonly [Kind in KindName]?: (object: ObjectOfKind[Kind]) => ObjectOfKind[Kind] };

const defaultsOfKind: Defaults = {
  Namespace: withNamespaceDefaults,
  Secret: withSecretDefaults,
  Service: withServiceDefaults,
  Deployment: withDeploymentDefaults,
  HorizontalPodAutoscaler: withAutoscalerDefaults,
  NetworkPolicy: withPolicyDefaults,
  RoleBinding: withBindingDefaults,
};

/** The object with what the API server completes in one of its kind; the object must have the shape of its kind. */
export function withDefaults<Kind extends KindName>(
  kind: Kind,
  object: ObjectOfKind[Kind],
): ObjectOfKind[Kind] {
  return defaultsOfKind[kind]?.(object) ?? object;
}

/** https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name */
function withNamespaceDefaults(namespace: Namespace): Namespace {
  const { metadata, spec } = namespace;
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  return { ...namespace, metadata: { ...metadata, labels }, spec: { finalizers: ['kubernetes'], ...spec } };
}

/** `stringData` is for writing alone: the API server keeps its values among those of `data`. */
function withSecretDefaults({ stringData, ...secret }: Secret): Secret {
  const encoded = Object.entries(stringData ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value, 'utf8').toString('base64'),
  ]);
  const data = { ...secret.data, ...Object.fromEntries(encoded) };
  return { type: 'Opaque', ...secret, ...(Object.keys(data).length === 0 ? {} : { data }) };
}

// https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/core/v1/defaults.go
function withServiceDefaults(service: Service): Service {
  const { spec } = service;
  const isExposed = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const clusterIP = spec.clusterIP === undefined || spec.clusterIP === '' ? hostAddress : spec.clusterIP;
  return {
    ...service,
    spec: {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ...(isExposed ? { externalTrafficPolicy: 'Cluster' } : {}),
      ...(spec.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
      clusterIPs: [clusterIP],
      ...spec,
      clusterIP,
      ports: spec.ports.map((port) => ({ protocol: 'TCP', targetPort: port.port, ...port })),
    },
  };
}

// https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/apps/v1/defaults.go
function withDeploymentDefaults(deployment: Deployment): Deployment {
  const { spec } = deployment;
  const { strategy = {} } = spec;
  const isRolling = strategy.type !== 'Recreate';
  const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%', ...strategy.rollingUpdate };
  return {
    ...deployment,
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...spec,
      strategy: { type: 'RollingUpdate', ...strategy, ...(isRolling ? { rollingUpdate } : {}) },
      template: withTemplateDefaults(spec.template),
    },
  };
}

/**
 * Where `behavior` is absent it stays so: the controller then follows other rules than those of its documented
 * defaults. https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/autoscaling/v2/defaults.go
 */
function withAutoscalerDefaults(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const { spec } = autoscaler;
  const { metrics = [], behavior } = spec;
  const percent = { type: 'Percent', value: 100, periodSeconds: 15 } as const;
  const pods = { type: 'Pods', value: 4, periodSeconds: 15 } as const;
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
  } as const;
  const scaleUp = { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [pods, percent] } as const;
  const scaleDown = { selectPolicy: 'Max', policies: [percent] } as const;
  const completed = behavior && {
    scaleUp: { ...scaleUp, policies: [...scaleUp.policies], ...behavior.scaleUp },
    scaleDown: { ...scaleDown, policies: [...scaleDown.policies], ...behavior.scaleDown },
  };
  return {
    ...autoscaler,
    spec: {
      minReplicas: 1,
      ...spec,
      metrics: metrics.length === 0 ? [cpu] : metrics,
      ...(completed === undefined ? {} : { behavior: completed }),
    },
  };
}

// https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/networking/v1/defaults.go
function withPolicyDefaults(policy: NetworkPolicy): NetworkPolicy {
  const { spec } = policy;
  const { ingress, egress } = spec;
  const withPorts = <Rule extends { ports?: NetworkPort[] }>(rule: Rule): Rule =>
    rule.ports === undefined
      ? rule
      : { ...rule, ports: rule.ports.map((port) => ({ protocol: 'TCP' as const, ...port })) };
  const policyTypes: ('Ingress' | 'Egress')[] = [
    'Ingress',
    ...((egress ?? []).length === 0 ? [] : (['Egress'] as const)),
  ];
  return {
    ...policy,
    spec: {
      policyTypes,
      ...spec,
      ...(ingress === undefined ? {} : { ingress: ingress.map(withPorts) }),
      ...(egress === undefined ? {} : { egress: egress.map(withPorts) }),
    },
  };
}

// https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/rbac/v1/defaults.go
function withBindingDefaults(binding: RoleBinding): RoleBinding {
  if (binding.subjects === undefined) return binding;
  const group = 'rbac.authorization.k8s.io';
  const subjects = binding.subjects.map((subject) =>
    subject.kind === 'ServiceAccount' ? subject : { apiGroup: group, ...subject },
  );
  return { ...binding, subjects };
}
