import { classicPartOf, fromClassic } from '../histogram/classic-conversion.ts';
import type { FloatHistogram } from '../histogram/float-histogram.ts';
import { storedHint } from '../histogram/stored-hints.ts';
import { compareLabels, type Labels, metricNameLabel } from '../series/labels.ts';
import { type Matcher, matchesAll } from '../series/matcher.ts';
import type { Queryable, SeriesBlock, TimeRange } from '../series/queryable.ts';
import { writeStale } from '../series/stale-marker.ts';
import { parseNumber } from '../syntax/literals.ts';
import type { LoadCommand, SequenceValue } from './script-commands.ts';

interface StoredSeries {
  readonly labels: Labels;
  readonly samples: Map<number, SequenceValue>;
  readonly startTimes: Map<number, number>;
  block?: SeriesBlock;
}

/** The series that a script has loaded since its last `clear`. */
export class ScriptStore implements Queryable {
  readonly #series = new Map<string, StoredSeries>();

  load({ series, stepMs, withNhcb }: LoadCommand): void {
    for (const { labels, values, startOffsets } of series)
      values.forEach((value, index) => {
        if (value.kind === 'omitted') return;
        const timeMs = index * stepMs;
        const stored = this.#put(labels, timeMs, value);
        const offset = startOffsets?.[index];
        if (offset !== undefined) stored.startTimes.set(timeMs, timeMs + offset);
      });
    if (withNhcb) this.#addNativeForms(series.map(({ labels }) => labels));
  }

  select(matchers: readonly Matcher[], { startMs, endMs }: TimeRange): SeriesBlock[] {
    return [...this.#series.values()]
      .filter(({ labels }) => matchesAll(matchers, labels))
      .map((stored) => {
        stored.block ??= blockOf(stored);
        return cut(stored.block, startMs, endMs);
      })
      .filter(({ timestamps }) => timestamps.length > 0)
      .sort((one, other) => compareLabels(one.labels, other.labels));
  }

  #put(labels: Labels, timeMs: number, value: SequenceValue): StoredSeries {
    const stored: StoredSeries = this.#series.get(labels.key) ?? {
      labels,
      samples: new Map(),
      startTimes: new Map(),
    };
    this.#series.set(labels.key, stored);
    stored.samples.set(timeMs, value);
    delete stored.block;
    return stored;
  }

  #addNativeForms(loaded: readonly Labels[]): void {
    const found = new Map<string, { labels: Labels; parts: Map<number, ClassicParts> }>();
    for (const labels of loaded) {
      const classic = classicPartOf(labels.metricName);
      const bound = parseNumber(labels.get('le'));
      if (!classic || (classic.part === 'bucket' && (bound === undefined || Number.isNaN(bound)))) continue;
      const target = labels.without(new Set(['le'])).with(metricNameLabel, classic.base);
      const entry = found.get(target.key) ?? { labels: target, parts: new Map() };
      found.set(target.key, entry);
      for (const [timeMs, sample] of this.#series.get(labels.key)?.samples ?? []) {
        if (sample.kind !== 'float') continue;
        const parts = entry.parts.get(timeMs) ?? { buckets: [] };
        entry.parts.set(timeMs, parts);
        if (classic.part === 'bucket') parts.buckets.push({ upperBound: bound ?? 0, count: sample.value });
        else parts[classic.part] = sample.value;
      }
    }
    for (const { labels, parts } of found.values())
      for (const [timeMs, sample] of parts) {
        const histogram = fromClassic(sample);
        if ('refused' in histogram)
          throw new RangeError(`cannot convert a classic histogram: ${histogram.refused}`);
        this.#put(labels, timeMs, { kind: 'histogram', value: histogram, hasHint: false });
      }
  }
}

interface ClassicParts {
  readonly buckets: { upperBound: number; count: number }[];
  count?: number;
  sum?: number;
}

function blockOf({ labels, samples, startTimes }: StoredSeries): SeriesBlock {
  const times = [...samples.keys()].sort((one, other) => one - other);
  const values = new Float64Array(times.length);
  const histograms: (FloatHistogram | undefined)[] = [];
  let previous: FloatHistogram | undefined;
  times.forEach((timeMs, index) => {
    const sample = samples.get(timeMs);
    if (sample?.kind === 'stale') writeStale(values, index);
    if (sample?.kind === 'float') values[index] = sample.value;
    if (sample?.kind === 'histogram') {
      histograms[index] = { ...sample.value, counterResetHint: storedHint(sample.value, previous) };
      previous = sample.value;
    } else previous = undefined;
  });
  histograms.length = histograms.length > 0 ? times.length : 0;
  return {
    labels,
    timestamps: Float64Array.from(times),
    values,
    ...(histograms.length > 0 && { histograms }),
    ...(startTimes.size > 0 && {
      startTimes: Float64Array.from(times, (timeMs) => startTimes.get(timeMs) ?? 0),
    }),
  };
}

function cut(
  { labels, timestamps, values, histograms, startTimes }: SeriesBlock,
  startMs: number,
  endMs: number,
): SeriesBlock {
  let from = 0;
  let to = timestamps.length;
  while (from < to && (timestamps[from] ?? 0) < startMs) from++;
  while (to > from && (timestamps[to - 1] ?? 0) > endMs) to--;
  return {
    labels,
    timestamps: timestamps.subarray(from, to),
    values: values.subarray(from, to),
    ...(histograms && { histograms: histograms.slice(from, to) }),
    ...(startTimes && { startTimes: startTimes.subarray(from, to) }),
  };
}
