import { Type } from 'typebox';
import { optionalLabelSelector } from './label-selector.ts';
import { reasons } from './not-applicable-reasons.ts';
import {
  int32,
  listed,
  oneOf,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  strictObject,
} from './schema-building.ts';

const NodeRequirementSchema = strictObject({
  key: Type.String(),
  operator: oneOf(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']),
  values: optionalTexts(),
});

const NodeSelectorTermSchema = strictObject({
  matchExpressions: Type.Optional(Type.Array(NodeRequirementSchema)),
  matchFields: Type.Optional(Type.Array(NodeRequirementSchema)),
});

const PodAffinityTermSchema = strictObject({
  labelSelector: optionalLabelSelector(),
  matchLabelKeys: optionalTexts(),
  mismatchLabelKeys: optionalTexts(),
  namespaceSelector: optionalLabelSelector(),
  namespaces: optionalTexts(),
  topologyKey: Type.String(),
});

const weight = () => int32({ minimum: 1, maximum: 100 });

const nodeAffinityFields = {
  preferredDuringSchedulingIgnoredDuringExecution: Type.Optional(
    Type.Array(strictObject({ weight: weight(), preference: NodeSelectorTermSchema })),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: optionalObject({
    nodeSelectorTerms: Type.Array(NodeSelectorTermSchema),
  }),
};

const podAffinityFields = {
  preferredDuringSchedulingIgnoredDuringExecution: Type.Optional(
    Type.Array(strictObject({ weight: weight(), podAffinityTerm: PodAffinityTermSchema })),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: Type.Optional(Type.Array(PodAffinityTermSchema)),
};

export const nodeAffinity = optionalObject(nodeAffinityFields, listed(reasons.scheduling));
export const podAffinity = optionalObject(podAffinityFields, listed(reasons.scheduling));

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#scheduling */
export const affinity = optionalObject({ nodeAffinity, podAffinity, podAntiAffinity: podAffinity });

export const tolerations = Type.Optional(
  Type.Array(
    strictObject({
      key: optionalText(),
      operator: Type.Optional(oneOf(['Exists', 'Equal', 'Gt', 'Lt'])),
      value: optionalText(),
      effect: Type.Optional(oneOf(['NoSchedule', 'PreferNoSchedule', 'NoExecute', ''])),
      tolerationSeconds: Type.Optional(Type.Integer()),
    }),
    listed(reasons.scheduling),
  ),
);

export const topologySpreadConstraints = Type.Optional(
  Type.Array(
    strictObject({
      labelSelector: optionalLabelSelector(),
      matchLabelKeys: optionalTexts(),
      maxSkew: int32({ minimum: 1 }),
      minDomains: optionalInt32({ minimum: 1 }),
      nodeAffinityPolicy: Type.Optional(oneOf(['Honor', 'Ignore'])),
      nodeTaintsPolicy: Type.Optional(oneOf(['Honor', 'Ignore'])),
      topologyKey: Type.String(),
      whenUnsatisfiable: oneOf(['DoNotSchedule', 'ScheduleAnyway']),
    }),
    listed(reasons.scheduling),
  ),
);
