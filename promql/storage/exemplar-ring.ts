import type { Labels } from '../series/labels.ts';
import type { StoredSeries } from './stored-series.ts';

export interface StoredExemplar {
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMs: number;
}

export type ExemplarOutcome = 'stored' | 'same' | 'out-of-order' | 'too-long';

interface Entry extends StoredExemplar {
  readonly series: StoredSeries;
}

/** Characters in the names and values of an exemplar's labels, as OpenMetrics allows. */
const mostCharacters = 128;

/** The latest exemplars of all series, in a ring of fixed capacity. */
export class ExemplarRing {
  readonly #entries: Entry[] = [];
  readonly #capacity: number;
  readonly #latest = new WeakMap<StoredSeries, Entry>();
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** A target exposes its last exemplar until there is a new one; duplicates are ignored. */
  add(series: StoredSeries, exemplar: StoredExemplar): ExemplarOutcome {
    const { labels, value, timestampMs } = exemplar;
    if (lengthOf(labels) > mostCharacters) return 'too-long';
    const latest = this.#latest.get(series);
    if (latest !== undefined) {
      if (
        latest.labels.key === labels.key &&
        Object.is(latest.value, value) &&
        latest.timestampMs === timestampMs
      )
        return 'same';
      if (timestampMs <= latest.timestampMs) return 'out-of-order';
    }
    if (this.#capacity === 0) return 'stored';
    const entry = { series, labels, value, timestampMs };
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#capacity;
    this.#latest.set(series, entry);
    return 'stored';
  }

  /** Of those series, by series, each list by time. */
  find(
    series: ReadonlySet<StoredSeries>,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  ): Map<StoredSeries, StoredExemplar[]> {
    const found = new Map<StoredSeries, StoredExemplar[]>();
    const inOrder = [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
    for (const entry of inOrder) {
      if (!series.has(entry.series) || entry.timestampMs < fromMs || entry.timestampMs > toMs) continue;
      const { labels, value, timestampMs } = entry;
      const listed = found.get(entry.series) ?? [];
      listed.push({ labels, value, timestampMs });
      found.set(entry.series, listed);
    }
    return found;
  }
}

function lengthOf(labels: Labels): number {
  let length = 0;
  for (const [name, value] of labels) length += [...name].length + [...value].length;
  return length;
}
