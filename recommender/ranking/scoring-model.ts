/** Model input for one user; indices are the model's. */
export interface Taste {
  /** Items bought or liked, each once. */
  readonly items: ArrayLike<number>;
  /** Weight of each item; 1 by default. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Profile attributes that apply, for models that use them. */
  readonly attributes?: ArrayLike<number> | undefined;
}

/** One term of a score; a score is the sum of its terms. */
export interface Attribution {
  readonly source: 'item' | 'attribute' | 'popularity' | 'rule';
  /** Index of the item, attribute or rule; -1 for popularity. */
  readonly index: number;
  readonly amount: number;
}

/** A fitted model. Scores compare items for one user; `calibration/` turns them into probabilities. */
export interface ScoringModel {
  readonly name: string;
  readonly itemCount: number;
  /** Writes the score of every item into `scores`, whose length is `itemCount`. */
  score(taste: Taste, scores: Float64Array): void;
  /** Terms of one item's score, largest magnitude first, without zeros. */
  attribute(taste: Taste, item: number): readonly Attribution[];
}

/** Sorts by descending magnitude, ties by index, and drops zeros. */
export function sortAttributions(terms: readonly Attribution[]): readonly Attribution[] {
  return terms
    .filter(({ amount }) => amount !== 0)
    .sort((one, other) => Math.abs(other.amount) - Math.abs(one.amount) || one.index - other.index);
}

/** Throws a RangeError unless the model has the item. */
export function requireItem(item: number, itemCount: number): void {
  if (Number.isInteger(item) && item >= 0 && item < itemCount) return;
  throw new RangeError(`There is no item ${item}: the model has ${itemCount}.`);
}
