import {
  bytesMap,
  count,
  type Field,
  flag,
  ignored,
  intOrString,
  type Message,
  mark,
  message,
  messages,
  number,
  quantity,
  quantityMap,
  text,
  textMap,
  texts,
} from './decode-message.ts';

/**
 * The parts of `generated.proto` that kubectl's own writes use: https://github.com/kubernetes/api and
 * https://github.com/kubernetes/apimachinery at v0.33.0. Everything else reaches the server as JSON.
 */
const of = (name: string, fields: Message['fields']): Message => ({ name, fields });

const ObjectMeta = of('ObjectMeta', {
  1: text('name'),
  2: text('generateName'),
  3: text('namespace'),
  4: ignored('selfLink'),
  5: text('uid'),
  6: text('resourceVersion'),
  7: ignored('generation'),
  8: ignored('creationTimestamp'),
  11: textMap('labels'),
  12: textMap('annotations'),
  14: texts('finalizers'),
});
const LabelSelector = of('LabelSelector', {
  1: textMap('matchLabels'),
  2: messages(
    'matchExpressions',
    of('LabelSelectorRequirement', { 1: text('key'), 2: text('operator'), 3: texts('values') }),
  ),
});
const LocalReference = of('LocalObjectReference', { 1: text('name') });
const ObjectReference = of('ObjectReference', {
  1: text('kind'),
  2: text('namespace'),
  3: text('name'),
  4: text('uid'),
  5: text('apiVersion'),
  6: text('resourceVersion'),
  7: text('fieldPath'),
});

const EnvVar = of('EnvVar', { 1: text('name'), 2: text('value') });
const Container = of('Container', {
  1: text('name'),
  2: text('image'),
  3: texts('command'),
  4: texts('args'),
  5: text('workingDir'),
  6: messages(
    'ports',
    of('ContainerPort', {
      1: text('name'),
      2: count('hostPort'),
      3: count('containerPort'),
      4: text('protocol'),
      5: text('hostIP'),
    }),
  ),
  7: messages('env', EnvVar),
  8: message(
    'resources',
    of('ResourceRequirements', { 1: quantityMap('limits'), 2: quantityMap('requests') }),
  ),
  13: text('terminationMessagePath'),
  14: text('imagePullPolicy'),
  16: mark('stdin'),
  17: mark('stdinOnce'),
  18: mark('tty'),
  20: text('terminationMessagePolicy'),
});
const PodSpec = of('PodSpec', {
  2: messages('containers', Container),
  3: text('restartPolicy'),
  4: number('terminationGracePeriodSeconds'),
  6: text('dnsPolicy'),
  7: textMap('nodeSelector'),
  8: text('serviceAccountName'),
  9: text('serviceAccount'),
  10: text('nodeName'),
  11: mark('hostNetwork'),
  12: mark('hostPID'),
  13: mark('hostIPC'),
  16: text('hostname'),
  17: text('subdomain'),
  19: text('schedulerName'),
  20: messages('initContainers', Container),
  24: text('priorityClassName'),
});
const DeploymentSpec = of('DeploymentSpec', {
  1: number('replicas'),
  2: message('selector', LabelSelector),
  3: message(
    'template',
    of('PodTemplateSpec', { 1: message('metadata', ObjectMeta), 2: message('spec', PodSpec) }),
  ),
  4: message(
    'strategy',
    of('DeploymentStrategy', {
      1: text('type'),
      2: message(
        'rollingUpdate',
        of('RollingUpdateDeployment', { 1: intOrString('maxUnavailable'), 2: intOrString('maxSurge') }),
      ),
    }),
  ),
  5: count('minReadySeconds'),
  6: number('revisionHistoryLimit'),
  7: mark('paused'),
  9: number('progressDeadlineSeconds'),
});
const ServiceSpec = of('ServiceSpec', {
  1: messages(
    'ports',
    of('ServicePort', {
      1: text('name'),
      2: text('protocol'),
      3: count('port'),
      4: intOrString('targetPort'),
      5: count('nodePort'),
      6: text('appProtocol'),
    }),
  ),
  2: textMap('selector'),
  3: text('clusterIP'),
  4: text('type'),
  5: texts('externalIPs'),
  7: text('sessionAffinity'),
  8: text('loadBalancerIP'),
  10: text('externalName'),
  11: text('externalTrafficPolicy'),
  12: count('healthCheckNodePort'),
  13: mark('publishNotReadyAddresses'),
  18: texts('clusterIPs'),
});
const MetricTarget = of('MetricTarget', {
  1: text('type'),
  2: quantity('value'),
  3: quantity('averageValue'),
  4: number('averageUtilization'),
});
const ScaleTarget = of('CrossVersionObjectReference', {
  1: text('kind'),
  2: text('name'),
  3: text('apiVersion'),
});
const OlderAutoscalerSpec = of('HorizontalPodAutoscalerSpec', {
  1: message('scaleTargetRef', ScaleTarget),
  2: number('minReplicas'),
  3: count('maxReplicas'),
  4: number('targetCPUUtilizationPercentage'),
});
const AutoscalerSpec = of('HorizontalPodAutoscalerSpec', {
  1: message('scaleTargetRef', ScaleTarget),
  2: number('minReplicas'),
  3: count('maxReplicas'),
  4: messages(
    'metrics',
    of('MetricSpec', {
      1: text('type'),
      4: message(
        'resource',
        of('ResourceMetricSource', { 1: text('name'), 2: message('target', MetricTarget) }),
      ),
    }),
  ),
});
const BudgetSpec = of('PodDisruptionBudgetSpec', {
  1: intOrString('minAvailable'),
  2: message('selector', LabelSelector),
  3: intOrString('maxUnavailable'),
  4: text('unhealthyPodEvictionPolicy'),
});
const PolicyRule = of('PolicyRule', {
  1: texts('verbs'),
  2: texts('apiGroups'),
  3: texts('resources'),
  4: texts('resourceNames'),
  5: texts('nonResourceURLs'),
});
const Subject = of('Subject', {
  1: text('kind'),
  2: text('apiGroup'),
  3: text('name'),
  4: text('namespace'),
});
const RoleRef = of('RoleRef', { 1: text('apiGroup'), 2: text('kind'), 3: text('name') });
const AccessSpec = of('SelfSubjectAccessReviewSpec', {
  1: message(
    'resourceAttributes',
    of('ResourceAttributes', {
      1: text('namespace'),
      2: text('verb'),
      3: text('group'),
      4: text('version'),
      5: text('resource'),
      6: text('subresource'),
      7: text('name'),
    }),
  ),
  2: message('nonResourceAttributes', of('NonResourceAttributes', { 1: text('path'), 2: text('verb') })),
});
const DeleteOptions = of('DeleteOptions', {
  1: number('gracePeriodSeconds'),
  2: message('preconditions', of('Preconditions', { 1: text('uid'), 2: text('resourceVersion') })),
  4: text('propagationPolicy'),
  5: texts('dryRun'),
});

const object = (name: string, fields: Readonly<Record<number, Field>>): Message =>
  of(name, { 1: message('metadata', ObjectMeta), ...fields });
const withSpec = (name: string, spec: Message): Message =>
  object(name, { 2: message('spec', spec), 3: ignored('status') });

/** By `apiVersion kind`: the same kind has other fields in another version. */
export const messagesByType: Readonly<Record<string, Message>> = {
  'v1 ConfigMap': object('ConfigMap', {
    2: textMap('data'),
    3: bytesMap('binaryData'),
    4: flag('immutable'),
  }),
  'v1 Secret': object('Secret', {
    2: bytesMap('data'),
    3: text('type'),
    4: textMap('stringData'),
    5: flag('immutable'),
  }),
  'v1 Namespace': object('Namespace', {
    2: message('spec', of('NamespaceSpec', { 1: texts('finalizers') })),
    3: ignored('status'),
  }),
  'v1 ServiceAccount': object('ServiceAccount', {
    2: messages('secrets', ObjectReference),
    3: messages('imagePullSecrets', LocalReference),
    4: flag('automountServiceAccountToken'),
  }),
  'v1 Service': withSpec('Service', ServiceSpec),
  'apps/v1 Deployment': withSpec('Deployment', DeploymentSpec),
  'autoscaling/v1 HorizontalPodAutoscaler': withSpec('HorizontalPodAutoscaler', OlderAutoscalerSpec),
  'autoscaling/v2 HorizontalPodAutoscaler': withSpec('HorizontalPodAutoscaler', AutoscalerSpec),
  'policy/v1 PodDisruptionBudget': withSpec('PodDisruptionBudget', BudgetSpec),
  'policy/v1 Eviction': object('Eviction', { 2: message('deleteOptions', DeleteOptions) }),
  'v1 DeleteOptions': DeleteOptions,
  'meta.k8s.io/v1 DeleteOptions': DeleteOptions,
  'rbac.authorization.k8s.io/v1 Role': object('Role', { 2: messages('rules', PolicyRule) }),
  'rbac.authorization.k8s.io/v1 RoleBinding': object('RoleBinding', {
    2: messages('subjects', Subject),
    3: message('roleRef', RoleRef),
  }),
  'authorization.k8s.io/v1 SelfSubjectAccessReview': withSpec('SelfSubjectAccessReview', AccessSpec),
  'authorization.k8s.io/v1 SelfSubjectRulesReview': withSpec(
    'SelfSubjectRulesReview',
    of('SelfSubjectRulesReviewSpec', { 1: text('namespace') }),
  ),
  'authentication.k8s.io/v1 SelfSubjectReview': object('SelfSubjectReview', { 2: ignored('status') }),
};
