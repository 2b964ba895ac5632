import { type Static, Type } from 'typebox';
import { canaryAnalysis } from './canary-analysis.ts';
import { canaryService } from './canary-service.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  mustBe,
  objectName,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  refused,
  strictObject,
  textMap,
} from './schema-building.ts';

const istioOnly = 'the mesh here is like Istio: remove it';

/** https://docs.flagger.app/usage/how-it-works */
export const CanarySchema = strictObject({
  apiVersion: Type.Literal('flagger.app/v1beta1'),
  kind: Type.Literal('Canary'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    provider: Type.Optional(oneOf(['istio'], mustBe('must be istio: the mesh here is like Istio'))),
    metricsServer: optionalText(),
    targetRef: strictObject({
      apiVersion: Type.Literal('apps/v1'),
      kind: Type.Literal('Deployment'),
      name: objectName(),
    }),
    autoscalerRef: optionalObject({
      apiVersion: Type.Literal('autoscaling/v2'),
      kind: Type.Literal('HorizontalPodAutoscaler'),
      name: objectName(),
      primaryScalerQueries: Type.Optional(textMap()),
      primaryScalerReplicas: optionalObject({
        minReplicas: optionalInt32({ minimum: 1 }),
        maxReplicas: optionalInt32({ minimum: 1 }),
      }),
    }),
    progressDeadlineSeconds: optionalInt32({ minimum: 1 }),
    service: canaryService,
    analysis: canaryAnalysis,
    skipAnalysis: optionalFlag(),
    suspend: optionalFlag(),
    revertOnDeletion: optionalFlag({ 'x-not-applicable': 'nothing is deleted through an API server here' }),
    ingressRef: refused(istioOnly),
    routeRef: refused(istioOnly),
    upstreamRef: refused(istioOnly),
  }),
  status: statusField,
});
export type Canary = Static<typeof CanarySchema>;
