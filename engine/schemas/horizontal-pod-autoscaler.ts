import { type Static, Type } from 'typebox';
import { LabelSelectorSchema } from './label-selector.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  int32,
  labelName,
  objectName,
  oneOf,
  optionalInt32,
  optionalObject,
  strictObject,
  wellFormedQuantity,
} from './schema-building.ts';

/** What an autoscaler scales; anything with a scale subresource in a cluster, Deployments here. */
export const ScaleTargetSchema = strictObject({
  apiVersion: Type.Literal('apps/v1'),
  kind: Type.Literal('Deployment'),
  name: objectName(),
});

const metricIdentifier = strictObject({
  name: Type.String({ minLength: 1 }),
  selector: Type.Optional(LabelSelectorSchema),
});

const target = strictObject({
  type: oneOf(['Utilization', 'Value', 'AverageValue']),
  averageUtilization: optionalInt32({ minimum: 1 }),
  averageValue: Type.Optional(wellFormedQuantity()),
  value: Type.Optional(wellFormedQuantity()),
});

const resourceName = oneOf(['cpu', 'memory']);

export const MetricSchema = strictObject({
  type: oneOf(['Resource', 'ContainerResource', 'Pods', 'Object', 'External']),
  resource: optionalObject({ name: resourceName, target }),
  containerResource: optionalObject({ name: resourceName, container: labelName(), target }),
  pods: optionalObject({ metric: metricIdentifier, target }),
  object: optionalObject({
    describedObject: strictObject({
      apiVersion: Type.Optional(Type.String()),
      kind: Type.String({ minLength: 1 }),
      name: objectName(),
    }),
    metric: metricIdentifier,
    target,
  }),
  external: optionalObject({ metric: metricIdentifier, target }),
});
export type AutoscalerMetric = Static<typeof MetricSchema>;

const scalingRules = optionalObject({
  stabilizationWindowSeconds: optionalInt32({ maximum: 3_600 }),
  selectPolicy: Type.Optional(oneOf(['Max', 'Min', 'Disabled'])),
  policies: Type.Optional(
    Type.Array(
      strictObject({
        type: oneOf(['Pods', 'Percent']),
        value: int32({ minimum: 1 }),
        periodSeconds: int32({ minimum: 1, maximum: 1_800 }),
      }),
      { minItems: 1 },
    ),
  ),
  tolerance: Type.Optional(wellFormedQuantity()),
});

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
export const HorizontalPodAutoscalerSchema = strictObject({
  apiVersion: Type.Literal('autoscaling/v2'),
  kind: Type.Literal('HorizontalPodAutoscaler'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    scaleTargetRef: ScaleTargetSchema,
    minReplicas: optionalInt32({ minimum: 1 }),
    maxReplicas: int32({ minimum: 1 }),
    metrics: Type.Optional(Type.Array(MetricSchema)),
    behavior: optionalObject({ scaleUp: scalingRules, scaleDown: scalingRules }),
  }),
  status: statusField,
});
export type HorizontalPodAutoscaler = Static<typeof HorizontalPodAutoscalerSchema>;
