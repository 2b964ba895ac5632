import type { Labels } from '../series/labels.ts';
import { isPlainLabelName, quote } from './literals.ts';

/** `{__name__="up", job="node"}`, as Prometheus prints a set of labels in its messages. */
export function formatLabels(labels: Labels): string {
  const parts = [...labels].map(
    ([name, value]) => `${isPlainLabelName(name) ? name : quote(name)}=${quote(value)}`,
  );
  return `{${parts.join(', ')}}`;
}
