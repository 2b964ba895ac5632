import { type Static, Type } from 'typebox';
import { trafficPolicy } from './istio-traffic-policy.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { labelMap, labelName, listed, optionalTexts, refused, strictObject } from './schema-building.ts';
import { oneNamespace } from './virtual-service.ts';

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const DestinationRuleSchema = strictObject({
  apiVersion: Type.Literal('networking.istio.io/v1'),
  kind: Type.Literal('DestinationRule'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    host: Type.String({ minLength: 1 }),
    trafficPolicy,
    subsets: Type.Optional(
      Type.Array(strictObject({ name: labelName(), labels: Type.Optional(labelMap()), trafficPolicy })),
    ),
    exportTo: optionalTexts(listed(oneNamespace)),
    workloadSelector: refused('a rule holds for every caller here: remove it'),
  }),
  status: statusField,
});
export type DestinationRule = Static<typeof DestinationRuleSchema>;
