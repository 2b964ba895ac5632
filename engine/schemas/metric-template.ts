import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  listed,
  mustBe,
  objectName,
  oneOf,
  optionalFlag,
  optionalObject,
  optionalText,
  refused,
  strictObject,
} from './schema-building.ts';

const ownPrometheus = 'queries go to the engine itself';

/** https://docs.flagger.app/usage/metrics#custom-metrics */
export const MetricTemplateSchema = strictObject({
  apiVersion: Type.Literal('flagger.app/v1beta1'),
  kind: Type.Literal('MetricTemplate'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    provider: strictObject({
      type: oneOf(['prometheus'], mustBe('must be prometheus: PromQL is what is asked here')),
      address: optionalText(listed(ownPrometheus)),
      secretRef: optionalObject({ name: objectName() }, listed(ownPrometheus)),
      headers: Type.Optional(Type.Unknown(listed(ownPrometheus))),
      insecureSkipVerify: optionalFlag(listed(ownPrometheus)),
      region: refused('it is CloudWatch’s: remove it'),
    }),
    query: Type.String({ minLength: 1 }),
  }),
  status: statusField,
});
export type MetricTemplate = Static<typeof MetricTemplateSchema>;
