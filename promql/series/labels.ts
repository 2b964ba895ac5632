/** The label that holds a series' metric name. */
export const metricNameLabel = '__name__';

// Lone surrogates never occur in well-formed text, so no name or value can contain them.
const betweenNameAndValue = '\ud800';
const betweenLabels = '\ud801';

/**
 * An immutable set of labels, sorted by name, without empty values (which Prometheus reads as absent).
 * Names and values are any UTF-8 text. `key` is equal exactly when the labels are, so it serves as a map's key.
 */
export class Labels {
  static readonly empty = new Labels([], []);

  readonly names: readonly string[];
  readonly values: readonly string[];
  #key: string | undefined;

  /** Both arrays must be sorted by name, free of duplicates and of empty values; use `Labels.of` otherwise. */
  constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  /** From any record or list of pairs; the last of two pairs with one name counts. */
  static of(source: Readonly<Record<string, string>> | Iterable<readonly [string, string]>): Labels {
    const pairs = Symbol.iterator in source ? source : Object.entries(source);
    const byName = new Map<string, string>();
    for (const [name, value] of pairs) byName.set(name, value);
    return Labels.#sorted(byName);
  }

  static #sorted(byName: ReadonlyMap<string, string>): Labels {
    const names = [...byName.keys()].filter((name) => byName.get(name) !== '').sort(compareText);
    return names.length === 0
      ? Labels.empty
      : new Labels(
          names,
          names.map((name) => byName.get(name) ?? ''),
        );
  }

  get size(): number {
    return this.names.length;
  }

  get key(): string {
    if (this.#key === undefined) {
      let key = '';
      for (let index = 0; index < this.names.length; index++)
        key += this.names[index] + betweenNameAndValue + this.values[index] + betweenLabels;
      this.#key = key;
    }
    return this.#key;
  }

  /** The value of a label, or `''` when there is none. */
  get(name: string): string {
    const index = this.names.indexOf(name);
    return index < 0 ? '' : (this.values[index] ?? '');
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  get metricName(): string {
    return this.get(metricNameLabel);
  }

  /** Only the labels of these names. */
  keep(names: ReadonlySet<string>): Labels {
    return this.#filtered((name) => names.has(name));
  }

  /** All labels but those of these names. */
  without(names: ReadonlySet<string>): Labels {
    return this.#filtered((name) => !names.has(name));
  }

  withoutMetricName(): Labels {
    return this.has(metricNameLabel) ? this.#filtered((name) => name !== metricNameLabel) : this;
  }

  /** With one label set, or removed where the value is empty. */
  with(name: string, value: string): Labels {
    if (this.get(name) === value) return this;
    const byName = new Map<string, string>(this);
    byName.set(name, value);
    return Labels.#sorted(byName);
  }

  toRecord(): Record<string, string> {
    const record: Record<string, string> = Object.create(null);
    for (const [name, value] of this) record[name] = value;
    return record;
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (let index = 0; index < this.names.length; index++)
      yield [this.names[index] ?? '', this.values[index] ?? ''];
  }

  #filtered(isKept: (name: string) => boolean): Labels {
    const names: string[] = [];
    const values: string[] = [];
    for (let index = 0; index < this.names.length; index++) {
      const name = this.names[index] ?? '';
      if (!isKept(name)) continue;
      names.push(name);
      values.push(this.values[index] ?? '');
    }
    return names.length === this.names.length ? this : new Labels(names, values);
  }
}

/** Prometheus' order of series: label by label, by name and then by value; the shorter set first. */
export function compareLabels(one: Labels, other: Labels): number {
  const length = Math.min(one.names.length, other.names.length);
  for (let index = 0; index < length; index++) {
    const byName = compareText(one.names[index] ?? '', other.names[index] ?? '');
    if (byName !== 0) return byName;
    const byValue = compareText(one.values[index] ?? '', other.values[index] ?? '');
    if (byValue !== 0) return byValue;
  }
  return one.names.length - other.names.length;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
