import { calculate, compares, isComparisonOperator } from '../query/calculate.ts';
import {
  absent,
  createSeries,
  float,
  histogramAt,
  type InstantSeries,
  type Value,
  type WritableSeries,
  withoutMetadata,
  write,
  writeFloat,
} from '../query/instant-series.ts';
import { SeriesMap } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import { Labels } from '../series/labels.ts';
import type { ArithmeticOperator, Binary, VectorMatching } from '../syntax/expression.ts';
import { combineSamples } from './combine-samples.ts';
import { type Groups, groupSeries } from './match-series.ts';
import { OneSide, type Sides, sidesOf } from './one-side.ts';

interface Vectors {
  readonly left: readonly InstantSeries[];
  readonly right: readonly InstantSeries[];
}

/** Arithmetic and comparison of two vectors, one-to-one, many-to-one or one-to-many. */
export function combineVectors(context: QueryContext, expression: Binary, vectors: Vectors): Value {
  const count = (vectors.left[0] ?? vectors.right[0])?.values.length ?? 0;
  return { kind: 'vector', series: new VectorCombination(context, expression, { vectors, count }).run() };
}

class VectorCombination {
  readonly #context: QueryContext;
  readonly #expression: Binary;
  readonly #matching: VectorMatching;
  readonly #count: number;
  readonly #groups: Groups;
  readonly #sides: Sides;
  readonly #results: SeriesMap;
  /** The group that wrote a sample of the result: distinguishes ambiguous grouping from other collisions. */
  readonly #writers = new Map<WritableSeries, Int32Array>();
  readonly #matched: (Uint8Array | undefined)[];

  constructor(
    context: QueryContext,
    expression: Binary,
    { vectors, count }: { vectors: Vectors; count: number },
  ) {
    this.#context = context;
    this.#expression = expression;
    this.#matching = expression.matching;
    this.#count = count;
    this.#groups = groupSeries(expression.matching, vectors.left, vectors.right);
    this.#sides = sidesOf(expression.matching, this.#groups, vectors);
    this.#results = new SeriesMap(count, (samples) => context.budget.hold(samples));
    this.#matched = new Array(this.#groups.count);
  }

  run(): InstantSeries[] {
    const { many, manyGroups } = this.#sides;
    const one = new OneSide(this.#context, this.#matching, { sides: this.#sides, groups: this.#groups });
    for (const [index, series] of many.entries()) this.#combine(series, manyGroups[index] ?? 0, one);
    if (this.#fillOfMany !== undefined) this.#fillUnmatched(this.#fillOfMany);
    return this.#results.series;
  }

  // With group_right, too: upstream changes the sides and leaves the fill values where they are.
  get #fillOfOne(): number | undefined {
    return this.#matching.fillRight;
  }

  get #fillOfMany(): number | undefined {
    return this.#matching.fillLeft;
  }

  #combine(series: InstantSeries, group: number, one: OneSide): void {
    const fill = this.#fillOfOne === undefined ? undefined : this.#filled(group, this.#fillOfOne);
    const targets = new Map<InstantSeries, WritableSeries>();
    this.#context.budget.spend(this.#count);
    for (let step = 0; step < this.#count; step++) {
      if (series.present[step] === absent) continue;
      const index = one.at(group, step);
      const other = index < 0 ? fill : this.#sides.one[index];
      if (other === undefined) continue;
      let target = targets.get(other);
      if (target === undefined) {
        const labels = this.#resultLabels(series.labels, other.labels);
        target = this.#results.of(labels, this.#expression.returnBool);
        targets.set(other, target);
      }
      this.#write(target, step, { many: series, one: other, group });
    }
  }

  /** A series with one value at all steps and only the labels that match. */
  #filled(group: number, value: number): InstantSeries {
    const filled = createSeries(this.#groups.signatures[group] ?? Labels.empty, this.#count);
    filled.values.fill(value);
    filled.present.fill(float);
    return filled;
  }

  #fillUnmatched(value: number): void {
    const { one, oneGroups } = this.#sides;
    one.forEach((series, index) => {
      const group = oneGroups[index] ?? 0;
      const filled = this.#filled(group, value);
      for (let step = 0; step < this.#count; step++) {
        if (series.present[step] === absent || this.#matched[group]?.[step] === 1) continue;
        const labels = this.#resultLabels(filled.labels, series.labels);
        const target = this.#results.of(labels, this.#expression.returnBool);
        this.#write(target, step, { many: filled, one: series, group });
      }
    });
  }

  #write(
    target: WritableSeries,
    step: number,
    { many, one, group }: { many: InstantSeries; one: InstantSeries; group: number },
  ): void {
    const result = scratch;
    const swapped = this.#matching.cardinality === 'one-to-many';
    const isSample = this.#calculate(
      result,
      step,
      swapped ? { left: one, right: many } : { left: many, right: one },
    );
    if (!isSample) return;
    this.#checkMatch(target, step, group);
    if (result.present[0] === absent) return;
    if (target.present[step] !== absent) throw this.#context.sameLabelset();
    copySampleFromScratch(target, step);
  }

  /** Each group may match once a step; with grouping, each resulting set of labels once. */
  #checkMatch(target: WritableSeries, step: number, group: number): void {
    let matched = this.#matched[group];
    if (matched === undefined) {
      matched = new Uint8Array(this.#count);
      this.#matched[group] = matched;
    }
    if (this.#matching.cardinality === 'one-to-one') {
      if (matched[step] === 1)
        throw this.#context.error(
          'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
        );
    } else {
      let writers = this.#writers.get(target);
      if (writers === undefined) {
        writers = new Int32Array(this.#count).fill(-1);
        this.#writers.set(target, writers);
      }
      if (writers[step] === group)
        throw this.#context.error('multiple matches for labels: grouping labels must ensure unique matches');
      writers[step] = group;
    }
    matched[step] = 1;
  }

  /** Writes the result to `into`, absent when a comparison is false. Returns false when the types do not support it. */
  #calculate(
    into: WritableSeries,
    step: number,
    { left, right }: { left: InstantSeries; right: InstantSeries },
  ): boolean {
    const { operator, returnBool } = this.#expression;
    into.present[0] = absent;
    if (
      left.present[step] === float &&
      right.present[step] === float &&
      operator !== '</' &&
      operator !== '>/'
    ) {
      const leftValue = left.values[step] ?? 0;
      const rightValue = right.values[step] ?? 0;
      if (!isComparisonOperator(operator))
        writeFloat(into, 0, calculate(operator as ArithmeticOperator, leftValue, rightValue));
      else if (returnBool) writeFloat(into, 0, compares(operator, leftValue, rightValue) ? 1 : 0);
      else if (compares(operator, leftValue, rightValue)) writeFloat(into, 0, leftValue);
      return true;
    }
    const combined = combineSamples(this.#context, this.#expression, {
      left: histogramAt(left, step) ?? left.values[step] ?? 0,
      right: histogramAt(right, step) ?? right.values[step] ?? 0,
    });
    if (combined === undefined) return false;
    if (returnBool) writeFloat(into, 0, combined.keep ? 1 : 0);
    else if (combined.keep) write(into, 0, combined.value);
    return true;
  }

  #resultLabels(many: Labels, one: Labels): Labels {
    const { operator, returnBool, matching } = this.#expression;
    const drops = !isComparisonOperator(operator) && operator !== '</' && operator !== '>/';
    let labels = drops || (returnBool && !this.#context.delayedNameRemoval) ? withoutMetadata(many) : many;
    if (matching.cardinality === 'one-to-one') {
      const names = new Set(matching.labels);
      labels = matching.on ? labels.keep(names) : labels.without(names);
    }
    for (const name of matching.include) labels = labels.with(name, one.get(name));
    return labels;
  }
}

/** One sample in passing, so that none needs an object. */
const scratch = createSeries(Labels.empty, 1);

function copySampleFromScratch(target: WritableSeries, step: number): void {
  if (scratch.present[0] === float) writeFloat(target, step, scratch.values[0] ?? 0);
  else write(target, step, histogramAt(scratch, 0) ?? 0);
}
