import { RecommenderError, requireNumber } from '../errors/index.ts';
import { type Attribution, requireItem, type ScoringModel, type Taste } from '../ranking/index.ts';

/** Events by item; optionally with their times for recency weighting. */
export interface PopularityEvents {
  readonly itemCount: number;
  readonly items: ArrayLike<number>;
  /** Event times; required by `halfLifeMs`. */
  readonly timesMs?: ArrayLike<number> | undefined;
}

export interface PopularityOptions {
  readonly name?: string | undefined;
  /** Age, relative to the newest event, at which an event counts half; by default all events count alike. */
  readonly halfLifeMs?: number | undefined;
}

/**
 * Scores every item by its share of the events, the same for every user. Count each user-item pair once for the usual
 * baseline.
 */
export function fitPopularity(events: PopularityEvents, options: PopularityOptions = {}): ScoringModel {
  const { itemCount } = events;
  if (itemCount < 1) throw new RecommenderError('data-too-small', 'Popularity needs at least one item.');
  const shares = weighEvents(events, options.halfLifeMs);
  return popularityModel(options.name ?? 'popularity', () => shares, itemCount);
}

export interface TypedPopularityEvents extends PopularityEvents {
  /** The type of each item, such as the kind of pet. */
  readonly typeOf: (item: number) => string;
}

/**
 * Popularity within the item types of a user's history, weighted by how often each type occurs in it: the fallback for
 * shops whose customers keep to one kind of pet. Without a history it is the overall popularity.
 */
export function fitTypedPopularity(
  events: TypedPopularityEvents,
  options: PopularityOptions = {},
): ScoringModel {
  const { itemCount, typeOf } = events;
  if (itemCount < 1) throw new RecommenderError('data-too-small', 'Popularity needs at least one item.');
  const shares = weighEvents(events, options.halfLifeMs);
  const types = Array.from({ length: itemCount }, (_, item) => typeOf(item));
  const ofTaste = ({ items }: Taste) => {
    const known = Array.from(items).filter((item) => item >= 0 && item < itemCount);
    if (known.length === 0) return shares;
    const counts = new Map<string, number>();
    for (const item of known) counts.set(types[item] ?? '', (counts.get(types[item] ?? '') ?? 0) + 1);
    return shares.map((share, item) => (share * (counts.get(types[item] ?? '') ?? 0)) / known.length);
  };
  return popularityModel(options.name ?? 'popularity-by-type', ofTaste, itemCount);
}

function popularityModel(
  name: string,
  sharesOf: (taste: Taste) => Float64Array,
  itemCount: number,
): ScoringModel {
  return {
    name,
    itemCount,
    score: (taste, scores) => scores.set(sharesOf(taste)),
    attribute(taste, item): readonly Attribution[] {
      requireItem(item, itemCount);
      const amount = sharesOf(taste)[item] ?? 0;
      return amount === 0 ? [] : [{ source: 'popularity', index: -1, amount }];
    },
  };
}

function weighEvents(
  { itemCount, items, timesMs }: PopularityEvents,
  halfLifeMs: number | undefined,
): Float64Array {
  const shares = new Float64Array(itemCount);
  if (halfLifeMs !== undefined) {
    requireNumber('The half-life', halfLifeMs, { least: 1 });
    if (timesMs === undefined)
      throw new RecommenderError('input-invalid', 'A half-life needs the times of events.');
  }
  const newest = halfLifeMs === undefined ? 0 : newestOf(timesMs ?? []);
  let total = 0;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] ?? 0;
    const age = halfLifeMs === undefined ? 0 : (newest - (timesMs?.[at] ?? newest)) / halfLifeMs;
    const weight = 0.5 ** age;
    shares[item] = (shares[item] ?? 0) + weight;
    total += weight;
  }
  return total === 0 ? shares : shares.map((weight) => weight / total);
}

function newestOf(timesMs: ArrayLike<number>): number {
  let newest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < timesMs.length; at += 1) newest = Math.max(newest, timesMs[at] ?? newest);
  return newest;
}
