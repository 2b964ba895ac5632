import type { Matcher } from '../series/matcher.ts';
import type { StoredSeries } from './stored-series.ts';

/** Inverted index from label values to series. */
export class Postings {
  readonly #byName = new Map<string, Map<string, StoredSeries[]>>();
  readonly #all = new Set<StoredSeries>();

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): IterableIterator<StoredSeries> {
    return this.#all.values();
  }

  add(series: StoredSeries): void {
    this.#all.add(series);
    for (const [name, value] of series.labels) {
      const byValue = this.#byName.get(name) ?? new Map<string, StoredSeries[]>();
      this.#byName.set(name, byValue);
      const listed = byValue.get(value);
      if (listed === undefined) byValue.set(value, [series]);
      else listed.push(series);
    }
  }

  /** Takes out all series that are marked as removed. */
  sweep(): void {
    for (const series of this.#all) if (series.isRemoved) this.#all.delete(series);
    for (const [name, byValue] of this.#byName) {
      for (const [value, listed] of byValue) {
        const kept = listed.filter(({ isRemoved }) => !isRemoved);
        if (kept.length === 0) byValue.delete(value);
        else if (kept.length < listed.length) byValue.set(value, kept);
      }
      if (byValue.size === 0) this.#byName.delete(name);
    }
  }

  labelNames(): IterableIterator<string> {
    return this.#byName.keys();
  }

  labelValues(name: string): Iterable<string> {
    return this.#byName.get(name)?.keys() ?? [];
  }

  /** The series that match all matchers; an absent label has the value `''`. */
  find(matchers: readonly Matcher[]): StoredSeries[] {
    const candidates = this.#candidates(matchers);
    const tests = matchers.map(remember);
    return [...candidates].filter(({ labels }) => tests.every((test) => test(labels)));
  }

  /**
   * Few series that hold all that match: those of the rarest value that a matcher names, or of the values that it lets
   * pass.
   */
  #candidates(matchers: readonly Matcher[]): Iterable<StoredSeries> {
    let fewest: readonly StoredSeries[] | null = null;
    for (const { name, operator, value } of matchers) {
      if (operator !== '=' || value === '') continue;
      const listed = this.#byName.get(name)?.get(value) ?? [];
      if (fewest === null || listed.length < fewest.length) fewest = listed;
    }
    if (fewest !== null) return fewest;
    const demanding = matchers.find((matcher) => !matcher.matches(''));
    if (demanding === undefined) return this.#all;
    const byValue = this.#byName.get(demanding.name) ?? new Map<string, StoredSeries[]>();
    return [...byValue].flatMap(([value, listed]) => (demanding.matches(value) ? listed : []));
  }
}

/** A label has few values beside the series that have them: each is tested once. */
function remember(matcher: Matcher): (labels: { get(name: string): string }) => boolean {
  const { name, operator, value } = matcher;
  if (operator === '=') return (labels) => labels.get(name) === value;
  if (operator === '!=') return (labels) => labels.get(name) !== value;
  const known = new Map<string, boolean>();
  return (labels) => {
    const text = labels.get(name);
    const matches = known.get(text) ?? matcher.matches(text);
    known.set(text, matches);
    return matches;
  };
}
