import { describe, expect, test } from 'vitest';
import type { LabelSelector } from '../schemas/label-selector.ts';
import { matchesSelector } from './match-labels.ts';

const labels = { app: 'web', tier: 'front' };

describe('a selector chooses labels as Kubernetes does', () => {
  const table: readonly (readonly [string, LabelSelector, boolean])[] = [
    ['every label named is there', { matchLabels: { app: 'web' } }, true],
    ['a label has another value', { matchLabels: { app: 'web', tier: 'back' } }, false],
    ['a label is absent', { matchLabels: { toString: 'x' } }, false],
    [
      'In holds the value',
      { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'web'] }] },
      true,
    ],
    ['In of an absent label', { matchExpressions: [{ key: 'zone', operator: 'In', values: [''] }] }, false],
    [
      'NotIn of an absent label',
      { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
      true,
    ],
    [
      'NotIn holds the value',
      { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
      false,
    ],
    ['Exists', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
    [
      'DoesNotExist of what is there',
      { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
      false,
    ],
    [
      'both must hold',
      { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'zone', operator: 'Exists' }] },
      false,
    ],
  ];
  test.each(table)('%s', (_, selector, isChosen) => {
    expect(matchesSelector(selector, labels)).toBe(isChosen);
  });
});
