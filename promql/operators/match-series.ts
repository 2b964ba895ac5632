import { type Labels, metricNameLabel } from '../series/labels.ts';
import type { VectorMatching } from '../syntax/expression.ts';

/** Computes the part of a series' labels that vector matching compares. */
function signatureOf({ on, labels }: VectorMatching): (of: Labels) => Labels {
  const names = new Set(labels);
  if (on) return (of) => of.keep(names);
  // Type and unit are compared too, as upstream does: a counter does not match a gauge.
  names.add(metricNameLabel);
  return (of) => of.without(names);
}

/** Series by their signature; `groupOf` has the group of each series of the left and of the right side. */
export interface Groups {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly signatures: readonly Labels[];
}

export function groupSeries(
  matching: VectorMatching,
  left: readonly { readonly labels: Labels }[],
  right: readonly { readonly labels: Labels }[],
): Groups {
  const signature = signatureOf(matching);
  const numbers = new Map<string, number>();
  const signatures: Labels[] = [];
  const numberOf = ({ labels }: { readonly labels: Labels }): number => {
    const found = signature(labels);
    const known = numbers.get(found.key);
    if (known !== undefined) return known;
    numbers.set(found.key, signatures.length);
    return signatures.push(found) - 1;
  };
  const leftGroups = Int32Array.from(left, numberOf);
  const rightGroups = Int32Array.from(right, numberOf);
  return { count: signatures.length, left: leftGroups, right: rightGroups, signatures };
}
