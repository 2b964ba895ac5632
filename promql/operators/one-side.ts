import { absent, type InstantSeries } from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { VectorMatching } from '../syntax/expression.ts';
import { formatLabels } from '../syntax/print-labels.ts';
import type { Groups } from './match-series.ts';

export interface Sides {
  readonly many: readonly InstantSeries[];
  readonly one: readonly InstantSeries[];
  /** The group of each series of either side. */
  readonly manyGroups: Int32Array;
  readonly oneGroups: Int32Array;
}

/** The side with one series a group, where `group_right` may have swapped them. */
export function sidesOf(
  matching: VectorMatching,
  groups: Groups,
  { left, right }: { left: readonly InstantSeries[]; right: readonly InstantSeries[] },
): Sides {
  return matching.cardinality === 'one-to-many'
    ? { many: right, one: left, manyGroups: groups.right, oneGroups: groups.left }
    : { many: left, one: right, manyGroups: groups.left, oneGroups: groups.right };
}

/** The series that represents a group on the one side, for all steps or for each step. */
export class OneSide {
  readonly #single: Int32Array;
  readonly #byStep = new Map<number, Int32Array>();
  readonly #series: readonly InstantSeries[];

  /** Throws where two series of a group have samples at one step, unless the many side has none at all there. */
  constructor(
    context: QueryContext,
    matching: VectorMatching,
    { sides, groups }: { sides: Sides; groups: Groups },
  ) {
    const { one, oneGroups, many } = sides;
    this.#series = one;
    this.#single = new Int32Array(groups.count).fill(-1);
    const shared = new Map<number, number[]>();
    oneGroups.forEach((group, index) => {
      const first = this.#single[group] ?? -1;
      if (first < 0) this.#single[group] = index;
      else {
        const members = shared.get(group);
        if (members) members.push(index);
        else shared.set(group, [first, index]);
      }
    });
    for (const [group, members] of shared) {
      const byStep = new Int32Array(one[0]?.values.length ?? 0).fill(-1);
      for (const index of members) {
        const { present } = one[index] ?? { present: new Uint8Array(0) };
        for (let step = 0; step < present.length; step++) {
          if (present[step] === absent) continue;
          const other = byStep[step] ?? -1;
          if (other >= 0 && many.some((series) => series.present[step] !== absent))
            throw duplicate(context, matching, [one[index], one[other]]);
          byStep[step] = index;
        }
      }
      this.#byStep.set(group, byStep);
    }
  }

  /** The index of the series that a group has at a step, or -1. */
  at(group: number, step: number): number {
    const byStep = this.#byStep.get(group);
    if (byStep !== undefined) return byStep[step] ?? -1;
    const index = this.#single[group] ?? -1;
    return index >= 0 && this.#series[index]?.present[step] !== absent ? index : -1;
  }

  /** The only series of a group, if there is just one. */
  only(group: number): number {
    return this.#byStep.has(group) ? -1 : (this.#single[group] ?? -1);
  }

  isShared(group: number): boolean {
    return this.#byStep.has(group);
  }
}

function duplicate(
  context: QueryContext,
  matching: VectorMatching,
  [one, other]: readonly (InstantSeries | undefined)[],
): Error {
  const side = matching.cardinality === 'one-to-many' ? 'left' : 'right';
  const names = new Set(matching.on ? matching.labels : [...matching.labels, '__name__']);
  const labels = one && (matching.on ? one.labels.keep(names) : one.labels.without(names));
  return context.error(
    `found duplicate series for the match group ${labels ? formatLabels(labels) : '{}'} on the ${side} hand-side of the operation: ` +
      `[${one ? formatLabels(one.labels) : ''}, ${other ? formatLabels(other.labels) : ''}]` +
      ';many-to-many matching not allowed: matching labels must be unique on one side',
  );
}
