import { type Static, Type } from 'typebox';
import { LabelSelectorSchema } from './label-selector.ts';
import { mostReplicas } from './most-replicas.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { PodTemplateSchema } from './pod.ts';
import {
  intOrString,
  mustBe,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  strictObject,
} from './schema-building.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
export const DeploymentSchema = strictObject({
  apiVersion: Type.Literal('apps/v1'),
  kind: Type.Literal('Deployment'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    replicas: optionalInt32({
      maximum: mostReplicas,
      ...mustBe(`must be from 0 to ${mostReplicas}: one machine does not run more pods of a Deployment`),
    }),
    selector: LabelSelectorSchema,
    template: PodTemplateSchema,
    minReadySeconds: optionalInt32(),
    strategy: optionalObject({
      type: Type.Optional(oneOf(['RollingUpdate', 'Recreate'])),
      rollingUpdate: optionalObject({
        maxSurge: Type.Optional(intOrString()),
        maxUnavailable: Type.Optional(intOrString()),
      }),
    }),
    progressDeadlineSeconds: optionalInt32(),
    revisionHistoryLimit: optionalInt32(),
    paused: optionalFlag(),
  }),
  status: statusField,
});
export type Deployment = Static<typeof DeploymentSchema>;
