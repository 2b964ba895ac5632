import { Type } from 'typebox';
import { reasons } from './not-applicable-reasons.ts';
import { nodeAffinity, podAffinity, tolerations, topologySpreadConstraints } from './scheduling.ts';
import {
  int32,
  listed,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  quantity,
  refused,
  strictObject,
  textMap,
} from './schema-building.ts';
import { containerSecurityContext, podSecurityContext } from './security-context.ts';

const operatorMetadata = optionalObject(
  { labels: Type.Optional(textMap()), annotations: Type.Optional(textMap()) },
  listed(reasons.upkeep),
);

const upkeepSeconds = () => optionalInt32(listed(reasons.upkeep));
const noProbes = 'the engine itself waits for the embedded PostgreSQL: remove it';

/** How the operator runs the pods of a cluster; there are none on one machine. */
export const clusterPodFields = {
  imageName: optionalText(listed('the embedded PostgreSQL has the version that the engine brings')),
  imageCatalogRef: optionalObject(
    { apiGroup: optionalText(), kind: Type.String(), name: Type.String(), major: int32() },
    listed('the embedded PostgreSQL has the version that the engine brings'),
  ),
  imagePullPolicy: optionalText(listed(reasons.images)),
  imagePullSecrets: Type.Optional(Type.Array(strictObject({ name: Type.String() }), listed(reasons.images))),
  inheritedMetadata: operatorMetadata,
  serviceAccountTemplate: optionalObject({ metadata: operatorMetadata }, listed(reasons.credentials)),
  schedulerName: optionalText(listed(reasons.scheduling)),
  priorityClassName: optionalText(listed(reasons.scheduling)),
  topologySpreadConstraints,
  podSecurityContext,
  securityContext: containerSecurityContext,
  seccompProfile: optionalObject(
    { type: Type.String(), localhostProfile: optionalText() },
    listed(reasons.isolation),
  ),
  postgresUID: optionalInt32(listed(reasons.isolation)),
  postgresGID: optionalInt32(listed(reasons.isolation)),
  logLevel: optionalText(listed(reasons.upkeep)),
  startDelay: upkeepSeconds(),
  stopDelay: upkeepSeconds(),
  smartShutdownTimeout: upkeepSeconds(),
  smartStopDelay: upkeepSeconds(),
  livenessProbeTimeout: upkeepSeconds(),
  probes: refused(noProbes),
  env: refused('the environment of the embedded PostgreSQL cannot be set: remove it', [[]]),
  envFrom: refused('the environment of the embedded PostgreSQL cannot be set: remove it', [[]]),
  projectedVolumeTemplate: refused('nothing is mounted into the embedded PostgreSQL: remove it'),
};

/** How the operator keeps replicas and moves the primary; one server has neither. */
export const replicationFields = {
  minSyncReplicas: optionalInt32(listed(reasons.oneServer)),
  maxSyncReplicas: optionalInt32(listed(reasons.oneServer)),
  failoverDelay: optionalInt32(listed(reasons.oneServer)),
  switchoverDelay: optionalInt32(listed(reasons.oneServer)),
  primaryUpdateMethod: Type.Optional(oneOf(['switchover', 'restart'], listed(reasons.oneServer))),
  primaryUpdateStrategy: Type.Optional(oneOf(['unsupervised', 'supervised'], listed(reasons.oneServer))),
  nodeMaintenanceWindow: optionalObject(
    { inProgress: optionalFlag(), reusePVC: optionalFlag() },
    listed(reasons.oneServer),
  ),
  replicationSlots: optionalObject(
    {
      highAvailability: optionalObject({
        enabled: optionalFlag(),
        slotPrefix: optionalText(),
        synchronizeLogicalDecoding: optionalFlag(),
      }),
      synchronizeReplicas: optionalObject({ enabled: optionalFlag(), excludePatterns: optionalTexts() }),
      updateInterval: optionalInt32(),
    },
    listed(reasons.oneServer),
  ),
};

const volumeClaim = optionalObject({
  accessModes: optionalTexts(),
  resources: optionalObject({
    limits: Type.Optional(textMap()),
    requests: Type.Optional(textMap()),
  }),
  storageClassName: optionalText(),
  volumeAttributesClassName: optionalText(),
  volumeMode: optionalText(),
  volumeName: optionalText(),
});

const storage = optionalObject(
  {
    size: optionalText(),
    storageClass: optionalText(),
    resizeInUseVolumes: optionalFlag(),
    pvcTemplate: volumeClaim,
  },
  listed(reasons.storage),
);

export const storageFields = {
  storage,
  walStorage: storage,
  ephemeralVolumesSizeLimit: optionalObject(
    { shm: Type.Optional(quantity()), temporaryData: Type.Optional(quantity()) },
    listed(reasons.storage),
  ),
  ephemeralVolumeSource: Type.Optional(Type.Unknown(listed(reasons.storage))),
};

export const clusterAffinity = optionalObject(
  {
    enablePodAntiAffinity: optionalFlag(),
    podAntiAffinityType: Type.Optional(oneOf(['preferred', 'required'])),
    topologyKey: optionalText(),
    nodeSelector: Type.Optional(textMap()),
    nodeAffinity,
    tolerations,
    additionalPodAntiAffinity: podAffinity,
    additionalPodAffinity: podAffinity,
  },
  listed(reasons.scheduling),
);

const relabelings = Type.Optional(
  Type.Array(
    strictObject({
      action: optionalText(),
      modulus: optionalInt32(),
      regex: optionalText(),
      replacement: optionalText(),
      separator: optionalText(),
      sourceLabels: optionalTexts(),
      targetLabel: optionalText(),
    }),
  ),
);
const queries = Type.Optional(Type.Array(strictObject({ name: Type.String(), key: Type.String() })));

export const monitoring = optionalObject(
  {
    enablePodMonitor: optionalFlag(),
    disableDefaultQueries: optionalFlag(),
    customQueriesConfigMap: queries,
    customQueriesSecret: queries,
    metricsQueriesTTL: optionalText(),
    tls: optionalObject({ enabled: optionalFlag() }),
    podMonitorRelabelings: relabelings,
    podMonitorMetricRelabelings: relabelings,
  },
  listed('no exporter runs beside the embedded PostgreSQL'),
);
