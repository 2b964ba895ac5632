import { type Static, Type } from 'typebox';
import { prometheusDuration } from './pod-monitor.ts';
import { listed, optionalFlag, optionalObject, optionalText, strictObject } from './schema-building.ts';

const resources = optionalObject({
  template: optionalText(),
  namespaced: optionalFlag(),
  overrides: Type.Optional(
    Type.Unsafe<Record<string, { group?: string; resource: string }>>({
      type: 'object',
      additionalProperties: strictObject({ group: optionalText(), resource: Type.String({ minLength: 1 }) }),
    }),
  ),
});

const AdapterRuleSchema = strictObject({
  seriesQuery: Type.String({ minLength: 1 }),
  seriesFilters: Type.Optional(
    Type.Array(
      strictObject({ is: optionalText(), isNot: optionalText() }),
      listed('a metric is read from the series that its rule names: no others are looked for'),
    ),
  ),
  resources,
  name: optionalObject({ matches: optionalText(), as: optionalText() }),
  metricsQuery: Type.String({ minLength: 1 }),
});
export type AdapterRule = Static<typeof AdapterRuleSchema>;

const resourceRule = optionalObject({
  containerQuery: Type.String(),
  nodeQuery: Type.String(),
  resources,
  containerLabel: Type.String(),
});

/** https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md */
export const AdapterRulesSchema = strictObject({
  rules: Type.Optional(Type.Array(AdapterRuleSchema)),
  externalRules: Type.Optional(Type.Array(AdapterRuleSchema)),
  resourceRules: optionalObject(
    {
      cpu: resourceRule,
      memory: resourceRule,
      window: Type.Optional(prometheusDuration()),
    },
    listed('CPU and memory are measured by the kubelet, not by the adapter'),
  ),
});
export type AdapterRules = Static<typeof AdapterRulesSchema>;
