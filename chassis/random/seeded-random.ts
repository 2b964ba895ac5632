/**
 * A generator of numbers uniform in [0, 1), 32 bits each; the same sequence for the same seed, of a text that of its
 * hash (mulberry32, T. Ettinger 2017). Stored data depends on it: the catalogue is drawn from texts.
 */
export function seededRandom(seed: number | string): () => number {
  let state = typeof seed === 'string' ? hashText(seed) : seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Hash of a text's UTF-16 code units, an unsigned 32-bit integer (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** An integer from `low` to `high`, both included. */
export function randomInteger(low: number, high: number, random: () => number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** Any one of the items; throws a `RangeError` when there are none. */
export function pickOne<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[randomInteger(0, items.length - 1, random)];
  if (item === undefined) throw new RangeError('cannot pick from an empty list');
  return item;
}

/** The items in another order; draws one number for each. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
