/**
 * The order of a merged list, as the API server and kubectl make it: entries that the patch names stand in its order,
 * all others in the order that they had, each before the first named one that it stood before.
 * https://github.com/kubernetes/apimachinery/blob/v0.34.0/pkg/util/strategicpatch/patch.go
 * (`normalizeElementOrder`)
 */
export function orderEntries<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => unknown,
  wanted: readonly unknown[],
  former: readonly unknown[],
): readonly Entry[] {
  const wantedPlace = placesOf(wanted);
  const formerPlace = placesOf(former);
  const placeIn = (places: ReadonlyMap<unknown, number>, entry: Entry) => places.get(keyOf(entry));
  const named = sortedBy(
    entries.filter((entry) => placeIn(wantedPlace, entry) !== undefined),
    (entry) => placeIn(wantedPlace, entry),
  );
  const others = sortedBy(
    entries.filter((entry) => placeIn(wantedPlace, entry) === undefined),
    (entry) => placeIn(formerPlace, entry),
  );
  const ordered: Entry[] = [];
  for (const next of named) {
    for (let other = others[0]; other !== undefined; other = others[0]) {
      const place = placeIn(formerPlace, other);
      const nextPlace = placeIn(formerPlace, next);
      if (place === undefined || nextPlace === undefined || place > nextPlace) break;
      ordered.push(other);
      others.shift();
    }
    ordered.push(next);
  }
  return [...ordered, ...others];
}

function placesOf(keys: readonly unknown[]): ReadonlyMap<unknown, number> {
  return new Map(keys.map((key, place) => [key, place]));
}

/** Entries without a place come last. */
function sortedBy<Entry>(entries: readonly Entry[], placeOf: (entry: Entry) => number | undefined): Entry[] {
  const place = (entry: Entry) => placeOf(entry) ?? Number.MAX_SAFE_INTEGER;
  return [...entries].sort((a, b) => place(a) - place(b));
}
