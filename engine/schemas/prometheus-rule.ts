import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { prometheusDuration } from './pod-monitor.ts';
import {
  intOrString,
  listed,
  mustBe,
  oneOf,
  optionalInt32,
  optionalText,
  strictObject,
  textMap,
} from './schema-building.ts';

const metricName = () =>
  Type.String({ pattern: '^[a-zA-Z_:][a-zA-Z0-9_:]*$', ...mustBe('must be the name of a metric') });

const labels = () =>
  Type.Optional(
    textMap({ propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$', ...mustBe('is no name of a label') } }),
  );

const RuleSchema = strictObject({
  record: Type.Optional(metricName()),
  alert: optionalText({ minLength: 1 }),
  expr: intOrString(),
  for: Type.Optional(prometheusDuration()),
  keep_firing_for: Type.Optional(prometheusDuration()),
  labels: labels(),
  annotations: labels(),
});

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule */
export const PrometheusRuleSchema = strictObject({
  apiVersion: Type.Literal('monitoring.coreos.com/v1'),
  kind: Type.Literal('PrometheusRule'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    groups: Type.Optional(
      Type.Array(
        strictObject({
          name: Type.String({ minLength: 1 }),
          interval: Type.Optional(prometheusDuration()),
          query_offset: Type.Optional(prometheusDuration()),
          limit: optionalInt32(),
          labels: labels(),
          rules: Type.Optional(Type.Array(RuleSchema)),
          partial_response_strategy: Type.Optional(
            oneOf(['', 'abort', 'warn', 'ABORT', 'WARN'], listed('it is Thanos Ruler’s')),
          ),
        }),
      ),
    ),
  }),
  status: statusField,
});
export type PrometheusRule = Static<typeof PrometheusRuleSchema>;
