import { type Static, Type } from 'typebox';
import { exportTo, istioLabel } from './istio-matching.ts';
import { trafficPolicy } from './istio-traffic-policy.ts';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { labelMap, listed, ofForm, refused, strictObject } from './schema-building.ts';

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const DestinationRuleSchema = strictObject({
  apiVersion: Type.Literal('networking.istio.io/v1'),
  kind: Type.Literal('DestinationRule'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    host: Type.String({ minLength: 1, ...ofForm('istio-host') }),
    trafficPolicy,
    subsets: Type.Optional(
      Type.Array(strictObject({ name: istioLabel(), labels: Type.Optional(labelMap()), trafficPolicy })),
    ),
    exportTo: exportTo(listed(reasons.exports)),
    workloadSelector: refused('a rule holds for every caller here: remove it'),
  }),
  status: statusField,
});
export type DestinationRule = Static<typeof DestinationRuleSchema>;
