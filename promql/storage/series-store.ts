import { PromqlError } from '../promql-error.ts';
import { Labels } from '../series/labels.ts';
import type { Matcher } from '../series/matcher.ts';
import type { Queryable, SeriesBlock, TimeRange } from '../series/queryable.ts';
import { ChunkArena } from './chunk-arena.ts';
import { type ExemplarOutcome, ExemplarRing, type StoredExemplar } from './exemplar-ring.ts';
import { Postings } from './postings.ts';
import { type FromTo, StoredSeries } from './stored-series.ts';

export interface SeriesStoreOptions {
  /** Retention of samples; default one day. */
  readonly retentionMs?: number;
  /** Limit for the bytes of sealed samples, beyond which the oldest are evicted; default 128 MiB. */
  readonly mostBytes?: number;
  /** Most series at once; default 200,000. */
  readonly mostSeries?: number;
  /** Window for out-of-order samples before a series' latest one; default 0, as in Prometheus. */
  readonly outOfOrderWindowMs?: number;
  /** Default 10,000. */
  readonly mostExemplars?: number;
  /** Size of a slab, the unit of eviction. */
  readonly slabBytes?: number;
}

/**
 * Outcome of an append: `same` exists already; `duplicate` has another value than the sample with that time;
 * `out-of-order` is older than the latest one; `too-old` is older than the window or the retention; `removed`: the
 * series was evicted, create it again.
 */
export type AppendOutcome = 'stored' | 'same' | 'duplicate' | 'out-of-order' | 'too-old' | 'removed';

export interface StoreCounts {
  readonly series: number;
  readonly samples: number;
  /** Bytes of samples, sealed or not, without labels and index. */
  readonly bytes: number;
  readonly exemplars: number;
  /** Number of refused samples by reason. */
  readonly refused: Readonly<Record<Exclude<AppendOutcome, 'stored' | 'same'>, number>>;
  readonly seriesRefused: number;
}

export interface SeriesExemplars {
  readonly labels: Labels;
  readonly exemplars: readonly StoredExemplar[];
}

/** Late samples are uncompressed, so their number is limited. */
const lateSamplesOfSeries = 10_000;

/** Series in memory, compressed, with limits for age, bytes and number. Times are integer milliseconds. */
export class SeriesStore implements Queryable {
  readonly #options: Required<SeriesStoreOptions>;
  readonly #arena: ChunkArena;
  readonly #postings = new Postings();
  readonly #byKey = new Map<string, StoredSeries>();
  readonly #texts = new TextPool();
  readonly #exemplars: ExemplarRing;
  readonly #refused = { duplicate: 0, 'out-of-order': 0, 'too-old': 0, removed: 0 };
  #seriesRefused = 0;
  #samples = 0;
  #nextId = 1;
  #cutoffMs = -Infinity;

  constructor(options: SeriesStoreOptions = {}) {
    this.#options = {
      retentionMs: 86_400_000,
      mostBytes: 128 * 1024 * 1024,
      mostSeries: 200_000,
      outOfOrderWindowMs: 0,
      mostExemplars: 10_000,
      slabBytes: 256 * 1024,
      ...options,
    };
    this.#arena = new ChunkArena(this.#options.slabBytes);
    this.#exemplars = new ExemplarRing(this.#options.mostExemplars);
  }

  /** The series with these labels, created if necessary; `null` when the limit of series is reached. */
  seriesOf(labels: Labels): StoredSeries | null {
    const known = this.#byKey.get(labels.key);
    if (known !== undefined) return known;
    if (this.#byKey.size >= this.#options.mostSeries) {
      this.#seriesRefused += 1;
      return null;
    }
    const intern = (text: string) => this.#texts.intern(text);
    const own = new Labels(labels.names.map(intern), labels.values.map(intern));
    const series = new StoredSeries(this.#nextId++, own);
    this.#byKey.set(own.key, series);
    this.#postings.add(series);
    return series;
  }

  append(series: StoredSeries, timestampMs: number, value: number): AppendOutcome {
    if (series.isRemoved) return this.#refuse('removed');
    if (timestampMs < this.#cutoffMs) return this.#refuse('too-old');
    if (!series.isEmpty && timestampMs <= series.lastMs) return this.#appendLate(series, timestampMs, value);
    series.append(timestampMs, value, this.#arena);
    this.#samples += 1;
    return 'stored';
  }

  /** Writes a stale marker at that time, unless the series already ends with one. */
  appendStale(series: StoredSeries, timestampMs: number): AppendOutcome {
    if (series.isRemoved) return 'removed';
    if (series.isEmpty || series.open.isStale) return 'same';
    if (timestampMs <= series.lastMs) return this.#refuse('out-of-order');
    series.appendStale(timestampMs, this.#arena);
    this.#samples += 1;
    return 'stored';
  }

  appendExemplar(series: StoredSeries, exemplar: StoredExemplar): ExemplarOutcome {
    return this.#exemplars.add(series, exemplar);
  }

  select(matchers: readonly Matcher[], range: TimeRange): readonly SeriesBlock[] {
    return this.selectAtMost(matchers, range, Infinity);
  }

  /** Like `select`, but throws `PromqlError` (`limit`) before it decodes that many samples. */
  selectAtMost(matchers: readonly Matcher[], range: TimeRange, mostSamples: number): readonly SeriesBlock[] {
    const kept = { fromMs: Math.max(range.startMs, this.#cutoffMs), toMs: range.endMs };
    const found = this.#postings.find(matchers).filter((series) => series.overlaps(kept));
    let count = 0;
    for (const series of found) {
      count += series.countBetween(kept, this.#arena);
      if (count > mostSamples)
        throw new PromqlError(
          'limit',
          'query processing would load too many samples into memory in query execution',
        );
    }
    return found.flatMap((series) => {
      const { timestamps, values, count: length } = series.read(kept, this.#arena);
      if (length === 0) return [];
      return [
        {
          labels: series.labels,
          timestamps: timestamps.subarray(0, length),
          values: values.subarray(0, length),
        },
      ];
    });
  }

  /** The labels of all matching series that may have samples in the range. */
  find(matchers: readonly Matcher[], range: TimeRange): Labels[] {
    return this.#overlapping(matchers, range).map(({ labels }) => labels);
  }

  /** Sorted label names of the matching series; of all series without matchers. */
  labelNames(matchers: readonly Matcher[] = [], range: TimeRange = always): string[] {
    if (matchers.length === 0 && range === always) return [...this.#postings.labelNames()].sort();
    const names = new Set<string>();
    for (const { labels } of this.#overlapping(matchers, range))
      for (const name of labels.names) names.add(name);
    return [...names].sort();
  }

  /** Sorted values of one label in the matching series; in all series without matchers. */
  labelValues(name: string, matchers: readonly Matcher[] = [], range: TimeRange = always): string[] {
    if (matchers.length === 0 && range === always) return [...this.#postings.labelValues(name)].sort();
    const values = new Set<string>();
    for (const { labels } of this.#overlapping(matchers, range))
      if (labels.has(name)) values.add(labels.get(name));
    return [...values].sort();
  }

  exemplars(matchers: readonly Matcher[], range: TimeRange): SeriesExemplars[] {
    const series = new Set(this.#postings.find(matchers));
    const found = this.#exemplars.find(series, { fromMs: range.startMs, toMs: range.endMs });
    return [...found].map(([{ labels }, exemplars]) => ({ labels, exemplars }));
  }

  /** Evicts what exceeds the limits; call it periodically. */
  maintain(nowMs: number): void {
    const { retentionMs, mostBytes } = this.#options;
    this.#cutoffMs = Math.max(this.#cutoffMs, nowMs - retentionMs);
    const lostMs = this.#arena.shrinkTo(mostBytes);
    if (lostMs !== null) this.#cutoffMs = Math.max(this.#cutoffMs, lostMs + 1);
    this.#arena.forgetBefore(this.#cutoffMs);
    let removed = 0;
    for (const series of this.#postings) {
      series.forgetBefore(this.#cutoffMs, this.#arena);
      if (series.lastMs >= this.#cutoffMs) continue;
      series.isRemoved = true;
      this.#byKey.delete(series.labels.key);
      removed += 1;
    }
    if (removed === 0) return;
    this.#postings.sweep();
    this.#texts.keepOnly(this.#textsInUse());
  }

  counts(): StoreCounts {
    let bytes = this.#arena.bytes;
    for (const series of this.#postings) bytes += series.openBytes;
    return {
      series: this.#postings.size,
      samples: this.#samples,
      bytes,
      exemplars: this.#exemplars.size,
      refused: { ...this.#refused },
      seriesRefused: this.#seriesRefused,
    };
  }

  #overlapping(matchers: readonly Matcher[], range: TimeRange): StoredSeries[] {
    const kept: FromTo = { fromMs: Math.max(range.startMs, this.#cutoffMs), toMs: range.endMs };
    return this.#postings.find(matchers).filter((series) => series.overlaps(kept));
  }

  #appendLate(series: StoredSeries, timestampMs: number, value: number): AppendOutcome {
    if (timestampMs === series.lastMs)
      return !series.open.isStale && Object.is(series.open.lastValue, value)
        ? 'same'
        : this.#refuse('duplicate');
    const { outOfOrderWindowMs } = this.#options;
    if (outOfOrderWindowMs === 0) return this.#refuse('out-of-order');
    if (timestampMs < series.lastMs - outOfOrderWindowMs) return this.#refuse('too-old');
    if (series.lateCount >= lateSamplesOfSeries) return this.#refuse('out-of-order');
    if (!series.insertLate(timestampMs, value)) return this.#refuse('duplicate');
    this.#samples += 1;
    return 'stored';
  }

  #refuse(outcome: Exclude<AppendOutcome, 'stored' | 'same'>): AppendOutcome {
    this.#refused[outcome] += 1;
    return outcome;
  }

  *#textsInUse(): Iterable<string> {
    for (const { labels } of this.#postings) {
      yield* labels.names;
      yield* labels.values;
    }
  }
}

const always: TimeRange = { startMs: -Infinity, endMs: Infinity };

/** Interned label names and values, each as a string of its own: a slice would keep its whole line in memory. */
class TextPool {
  #texts = new Map<string, string>();

  intern(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const own = Buffer.from(text, 'utf8').toString('utf8');
    this.#texts.set(own, own);
    return own;
  }

  /** Rebuilds the table with the strings that are still in use. */
  keepOnly(texts: Iterable<string>): void {
    this.#texts = new Map();
    for (const text of texts) this.#texts.set(text, text);
  }
}
