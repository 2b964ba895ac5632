/** What is known of whoever is recommended to; indices are those of the model. */
export interface Taste {
  /** What was bought or liked, each once. */
  readonly items: ArrayLike<number>;
  /** How much each of them counts; 1 by default. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Profile attributes that hold, for models that know some. */
  readonly attributes?: ArrayLike<number> | undefined;
}

/** One term of a score: the score is the sum of its terms. */
export interface Attribution {
  readonly source: 'item' | 'attribute' | 'popularity' | 'rule';
  /** Of the item, attribute or rule; -1 of popularity. */
  readonly index: number;
  readonly amount: number;
}

/** A model that was fitted. Scores compare items for one taste; only `calibration/` makes probabilities of them. */
export interface ScoringModel {
  readonly name: string;
  readonly itemCount: number;
  /** Writes the score of every item; `scores` has `itemCount` places. */
  score(taste: Taste, scores: Float64Array): void;
  /** The terms of one score, largest magnitude first; those that are zero are left out. */
  attribute(taste: Taste, item: number): readonly Attribution[];
}

/** Largest magnitude first, ties by index; zeros left out. */
export function sortAttributions(terms: readonly Attribution[]): readonly Attribution[] {
  return terms
    .filter(({ amount }) => amount !== 0)
    .sort((one, other) => Math.abs(other.amount) - Math.abs(one.amount) || one.index - other.index);
}

/** Throws a RangeError on an item that the model does not have. */
export function requireItem(item: number, itemCount: number): void {
  if (Number.isInteger(item) && item >= 0 && item < itemCount) return;
  throw new RangeError(`There is no item ${item}: the model has ${itemCount}.`);
}
