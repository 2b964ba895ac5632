import { requireNumber, requireWhole } from '../errors/index.ts';
import { type SelectOptions, selectTop } from './select-top.ts';

export interface ListRules extends SelectOptions {
  /** Category of an item; used by the per-category limit. */
  readonly categoryOf?: ((item: number) => string) | undefined;
  /** Maximum number of items per category; unlimited by default. */
  readonly mostPerCategory?: number | undefined;
  /** Similarity of two items, 0 to 1; used by `diversity`. */
  readonly similarityOf?: ((one: number, other: number) => number) | undefined;
  /** 0 ranks by score alone, 1 by dissimilarity alone; 0 by default. */
  readonly diversity?: number | undefined;
}

/** Candidates considered per list position: enough choice, few enough for pairwise comparison. */
const candidatesPerPlace = 10;

/**
 * Builds a list greedily by maximal marginal relevance (Carbonell and Goldstein 1998), skipping full categories. The
 * list is shorter than requested if the rules leave no more items.
 */
export function composeList(scores: ArrayLike<number>, rules: ListRules): number[] {
  const { count, diversity = 0, mostPerCategory = Number.MAX_VALUE, categoryOf, similarityOf } = rules;
  requireNumber('The diversity', diversity, { least: 0, most: 1 });
  if (mostPerCategory !== Number.MAX_VALUE)
    requireWhole('The cap of a category', mostPerCategory, { least: 1 });
  const capped = categoryOf === undefined ? undefined : createCap(categoryOf, mostPerCategory);
  const isPlain = capped === undefined && (diversity === 0 || similarityOf === undefined);
  if (isPlain) return selectTop(scores, rules);
  const candidates = selectTop(scores, {
    ...rules,
    count: capped === undefined ? count * candidatesPerPlace : scores.length,
  });
  const relevance = scaleOf(candidates, scores);
  const chosen: number[] = [];
  const closest = new Map<number, number>();
  const left = new Set(candidates);
  while (chosen.length < count && left.size > 0) {
    const next = bestOf(
      left,
      (item) => (1 - diversity) * relevance(item) - diversity * (closest.get(item) ?? 0),
    );
    left.delete(next);
    if (capped?.(next) === false) continue;
    chosen.push(next);
    if (diversity === 0 || similarityOf === undefined) continue;
    for (const item of left) closest.set(item, Math.max(closest.get(item) ?? 0, similarityOf(item, next)));
  }
  return chosen;
}

/** Returns a function that counts an item in its category and returns false once the category is full. */
function createCap(categoryOf: (item: number) => string, most: number): (item: number) => boolean {
  const counts = new Map<string, number>();
  return (item) => {
    const category = categoryOf(item);
    const count = counts.get(category) ?? 0;
    if (count >= most) return false;
    counts.set(category, count + 1);
    return true;
  };
}

/** Scales scores to 0..1 between the worst and the best candidate. */
function scaleOf(candidates: readonly number[], scores: ArrayLike<number>): (item: number) => number {
  const best = scores[candidates[0] ?? -1] ?? 0;
  const worst = scores[candidates.at(-1) ?? -1] ?? 0;
  const range = best - worst;
  return (item) => (range === 0 ? 1 : ((scores[item] ?? 0) - worst) / range);
}

/** On a tie the first item wins, which has the better score. */
function bestOf(items: ReadonlySet<number>, worthOf: (item: number) => number): number {
  let best = -1;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const value = worthOf(item);
    if (value <= bestValue) continue;
    best = item;
    bestValue = value;
  }
  return best;
}
