import type { AdapterRule } from '../schemas/adapter-rules.ts';
import type { LabelSelector } from '../schemas/label-selector.ts';
import { seriesNameOf } from './adapter-rules.ts';

/** Which figures are asked of a rule. */
export interface AdapterRequest {
  readonly namespace: string;
  /** The kind and the names of the objects that have the figures; null for an external metric, which has no object. */
  readonly objects: { readonly resource: string; readonly names: readonly string[] } | null;
  /** Further labels of the series. */
  readonly selector?: LabelSelector | undefined;
}

export interface AdapterQuery {
  readonly expression: string;
  /** The label whose value names the object. */
  readonly objectLabel: string | null;
}

/**
 * The PromQL that prometheus-adapter asks for a metric, from the template of its rule:
 * https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md#querying
 */
export function composeAdapterQuery(rule: AdapterRule, request: AdapterRequest): AdapterQuery {
  const { namespace, objects, selector = {} } = request;
  const objectLabel = objects === null ? null : labelOf(rule, objects.resource);
  const isNamespaced = objects !== null || rule.resources?.namespaced !== false;
  const matchers = [
    ...(isNamespaced ? [equal(labelOf(rule, 'namespace'), namespace)] : []),
    ...selectorMatchers(selector),
    ...(objects === null || objectLabel === null ? [] : [oneOf(objectLabel, objects.names)]),
  ];
  const expression = fill(rule.metricsQuery, {
    Series: seriesNameOf(rule.seriesQuery) ?? '',
    LabelMatchers: matchers.join(','),
    GroupBy: objectLabel ?? '',
  });
  return { expression, objectLabel };
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/<<-?\s*\.(\w+)\s*-?>>/g, (whole, name: string) => values[name] ?? whole);
}

/** An override names the resource in the singular or in the plural; a template makes the label out of its name. */
function labelOf({ resources = {} }: AdapterRule, resource: string): string {
  const { overrides = {}, template } = resources;
  const plural = `${resource}s`;
  const found = Object.entries(overrides).find(
    ([, written]) => written.resource === resource || written.resource === plural,
  );
  if (found !== undefined) return found[0];
  return template === undefined ? resource : fill(template, { Resource: resource, Group: '' });
}

function selectorMatchers({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly string[] {
  return [
    ...Object.entries(matchLabels).map(([label, value]) => equal(label, value)),
    ...matchExpressions.map(expressionMatcher),
  ];
}

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

function expressionMatcher({ key, operator, values = [] }: Requirement): string {
  switch (operator) {
    case 'In':
      return oneOf(key, values);
    case 'NotIn':
      return `${key}!~${JSON.stringify(values.join('|'))}`;
    case 'Exists':
      return `${key}!=""`;
    case 'DoesNotExist':
      return equal(key, '');
  }
}

function oneOf(label: string, values: readonly string[]): string {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return equal(label, only);
  return `${label}=~${JSON.stringify(values.join('|'))}`;
}

function equal(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}

/** What the adapter makes of a sample: whole thousandths, and 0 of what is no number. */
export function milliOfSample(value: number): number {
  return Number.isNaN(value) ? 0 : Math.trunc(value * 1_000) + 0;
}
