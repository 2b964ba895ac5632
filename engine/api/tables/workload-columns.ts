import type { Stored } from '../objects/api-object.ts';
import { ageColumn, type Column, count, nameColumn, text, wide } from './column.ts';
import { fieldOf, keysOf, labelsText, listOf, numberOf, textOf } from './read-field.ts';

const containersOf = (owner: Stored) => listOf(owner, 'spec.template.spec.containers');

const templateColumns: readonly Column[] = [
  wide('Containers', (owner) =>
    containersOf(owner)
      .map((container) => textOf(container, 'name'))
      .join(','),
  ),
  wide('Images', (owner) =>
    containersOf(owner)
      .map((container) => textOf(container, 'image'))
      .join(','),
  ),
  wide('Selector', (owner) => selectorText(fieldOf(owner, 'spec.selector'))),
];

const wantedOf = (owner: Stored) => Number(textOf(owner, 'spec.replicas') || '1');

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  text('Ready', (deployment) => `${numberOf(deployment, 'status.readyReplicas')}/${wantedOf(deployment)}`),
  count('Up-to-date', (deployment) => numberOf(deployment, 'status.updatedReplicas')),
  count('Available', (deployment) => numberOf(deployment, 'status.availableReplicas')),
  ageColumn,
  ...templateColumns,
];

export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  count('Desired', wantedOf),
  count('Current', (replicaSet) => numberOf(replicaSet, 'status.replicas')),
  count('Ready', (replicaSet) => numberOf(replicaSet, 'status.readyReplicas')),
  ageColumn,
  ...templateColumns,
];

/** https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/apis/meta/v1/helpers.go (FormatLabelSelector) */
export function selectorText(selector: unknown): string {
  const labels = keysOf(selector, 'matchLabels').length === 0 ? [] : [labelsText(selector, 'matchLabels')];
  const expressions = listOf(selector, 'matchExpressions').map(expressionText);
  return [...labels, ...expressions].join(',') || '<none>';
}

function expressionText(expression: unknown): string {
  const key = textOf(expression, 'key');
  const values = listOf(expression, 'values').map(String).toSorted().join(',');
  switch (textOf(expression, 'operator')) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}
