import { type Static, Type } from 'typebox';
import { ContainerSchema, InitContainerSchema, podResources, requestedQuantities } from './container.ts';
import { reasons } from './not-applicable-reasons.ts';
import { PodTemplateMetaSchema } from './object-meta.ts';
import { affinity, tolerations, topologySpreadConstraints } from './scheduling.ts';
import {
  listed,
  objectName,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  refused,
  strictObject,
  textMap,
} from './schema-building.ts';
import { podSecurityContext } from './security-context.ts';
import { VolumeSchema } from './volume.ts';

const schedulingFields = {
  affinity,
  nodeName: optionalText(listed(reasons.scheduling)),
  nodeSelector: Type.Optional(textMap(listed(reasons.scheduling))),
  os: optionalObject({ name: oneOf(['linux', 'windows']) }, listed(reasons.scheduling)),
  overhead: requestedQuantities(),
  preemptionPolicy: Type.Optional(oneOf(['Never', 'PreemptLowerPriority'], listed(reasons.scheduling))),
  priority: Type.Optional(Type.Integer(listed(reasons.scheduling))),
  priorityClassName: optionalText(listed(reasons.scheduling)),
  runtimeClassName: optionalText(listed(reasons.container)),
  schedulerName: optionalText(listed(reasons.scheduling, ['default-scheduler'])),
  schedulingGates: refused('nothing on this machine would open the gate: remove it', [[]]),
  tolerations,
  topologySpreadConstraints,
};

const networkFields = {
  dnsConfig: optionalObject(
    {
      nameservers: optionalTexts(),
      searches: optionalTexts(),
      options: Type.Optional(Type.Array(strictObject({ name: optionalText(), value: optionalText() }))),
    },
    listed(reasons.dns),
  ),
  dnsPolicy: Type.Optional(
    oneOf(
      ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
      listed(reasons.dns, ['ClusterFirst']),
    ),
  ),
  enableServiceLinks: optionalFlag(listed('variables with Service addresses are never added here', [false])),
  hostAliases: refused('names are not looked up in a hosts file here: use a Service', [[]]),
  hostname: optionalText(listed(reasons.container)),
  hostnameOverride: optionalText(listed(reasons.container)),
  setHostnameAsFQDN: optionalFlag(listed(reasons.container, [false])),
  subdomain: optionalText(listed(reasons.dns)),
};

const isolationFields = {
  automountServiceAccountToken: optionalFlag(listed(reasons.credentials, [false])),
  hostIPC: optionalFlag(listed(reasons.isolation)),
  hostNetwork: optionalFlag(listed(reasons.isolation)),
  hostPID: optionalFlag(listed(reasons.isolation)),
  hostUsers: optionalFlag(listed(reasons.isolation)),
  imagePullSecrets: Type.Optional(Type.Array(strictObject({ name: optionalText() }), listed(reasons.images))),
  securityContext: podSecurityContext,
  shareProcessNamespace: optionalFlag(listed(reasons.isolation)),
};

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec */
const PodSpecSchema = strictObject({
  ...schedulingFields,
  ...networkFields,
  ...isolationFields,
  containers: Type.Array(ContainerSchema),
  initContainers: Type.Optional(Type.Array(InitContainerSchema)),
  volumes: Type.Optional(Type.Array(VolumeSchema)),
  serviceAccountName: Type.Optional(objectName()),
  terminationGracePeriodSeconds: optionalInt32(),
  resources: podResources,
  restartPolicy: refused('pods of a Deployment always restart: write Always or remove it', ['Always']),
  activeDeadlineSeconds: refused('pods of a Deployment have no deadline: remove it'),
  ephemeralContainers: refused('debugging containers cannot stand in a template: remove them', [[]]),
  readinessGates: refused('nothing on this machine would set the condition: remove it', [[]]),
  resourceClaims: refused('there are no devices to claim on this machine: remove it', [[]]),
  serviceAccount: refused('it is the old name of serviceAccountName: rename it'),
});
export type PodSpec = Static<typeof PodSpecSchema>;

export const PodTemplateSchema = strictObject({
  metadata: Type.Optional(PodTemplateMetaSchema),
  spec: PodSpecSchema,
});
export type PodTemplate = Static<typeof PodTemplateSchema>;
