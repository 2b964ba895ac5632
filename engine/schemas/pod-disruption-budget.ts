import { type Static, Type } from 'typebox';
import { LabelSelectorSchema } from './label-selector.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { intOrString, listed, mustBe, oneOf, strictObject } from './schema-building.ts';

const share = () =>
  Type.Optional(
    intOrString({
      minimum: 0,
      pattern: '^(100|[1-9]?\\d)%$',
      ...mustBe('must be a number of pods, or a percentage such as 50%'),
    }),
  );

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/ */
export const PodDisruptionBudgetSchema = strictObject({
  apiVersion: Type.Literal('policy/v1'),
  kind: Type.Literal('PodDisruptionBudget'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    minAvailable: share(),
    maxUnavailable: share(),
    selector: LabelSelectorSchema,
    unhealthyPodEvictionPolicy: Type.Optional(
      oneOf(['IfHealthyBudget', 'AlwaysAllow'], listed('no node is drained on one machine')),
    ),
  }),
  status: statusField,
});
export type PodDisruptionBudget = Static<typeof PodDisruptionBudgetSchema>;
