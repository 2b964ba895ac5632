import { type Static, Type } from 'typebox';
import { ScaleTargetSchema } from './horizontal-pod-autoscaler.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  int32,
  oneOf,
  optionalInt32,
  optionalObject,
  quantityMap,
  refused,
  strictObject,
} from './schema-building.ts';

const ownTuning = 'the recommender runs with its default settings here: remove it';

const ContainerPolicySchema = strictObject({
  /** A container's name, or `*` for those without a policy of their own. */
  containerName: Type.Optional(Type.String({ minLength: 1 })),
  mode: Type.Optional(oneOf(['Auto', 'Off'])),
  minAllowed: Type.Optional(quantityMap()),
  maxAllowed: Type.Optional(quantityMap()),
  controlledResources: Type.Optional(Type.Array(oneOf(['cpu', 'memory']))),
  controlledValues: Type.Optional(oneOf(['RequestsAndLimits', 'RequestsOnly'])),
  startupBoost: refused(ownTuning),
  oomBumpUpRatio: refused(ownTuning),
  oomMinBumpUp: refused(ownTuning),
  memoryAggregationInterval: refused(ownTuning),
  memoryAggregationIntervalCount: refused(ownTuning),
  pruningGracePeriodSeconds: refused(ownTuning),
  targetCPUPercentile: refused(ownTuning),
  targetMemoryPercentile: refused(ownTuning),
});

/** https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/api.md */
export const VerticalPodAutoscalerSchema = strictObject({
  apiVersion: Type.Literal('autoscaling.k8s.io/v1'),
  kind: Type.Literal('VerticalPodAutoscaler'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    targetRef: ScaleTargetSchema,
    updatePolicy: optionalObject({
      updateMode: Type.Optional(
        oneOf(['Off', 'Initial', 'Recreate', 'InPlaceOrRecreate', 'InPlace', 'Auto']),
      ),
      minReplicas: optionalInt32({ minimum: 1 }),
      evictionRequirements: Type.Optional(
        Type.Array(
          strictObject({
            resources: Type.Array(oneOf(['cpu', 'memory']), { minItems: 1 }),
            changeRequirement: oneOf(['TargetHigherThanRequests', 'TargetLowerThanRequests']),
          }),
        ),
      ),
      evictAfterOOMSeconds: Type.Optional(int32({ minimum: 1 })),
    }),
    resourcePolicy: optionalObject({ containerPolicies: Type.Optional(Type.Array(ContainerPolicySchema)) }),
    recommenders: refused('there is one recommender here, the default one: remove it'),
    startupBoost: refused(ownTuning),
  }),
  status: statusField,
});
export type VerticalPodAutoscaler = Static<typeof VerticalPodAutoscalerSchema>;
