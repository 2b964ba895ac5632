import { seededRandom } from '@petstore/chassis/random';
import {
  compareLabels,
  Labels,
  type Matcher,
  matchesAll,
  type Queryable,
  type SeriesBlock,
} from '@petstore/promql';

export interface SampleSeries {
  readonly labels: Labels;
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
}

/** A whole second. No sample has such a time, so that open and closed ends of a range are equivalent. */
export const sampleStartMs = 1_760_000_400_000;
const intervalMs = 15_000;
const samplesPerSeries = 480;
const buckets = ['0.1', '0.5', '1', '2.5', '+Inf'];

/**
 * Counters with resets, gauges with gaps and NaN, and classic histograms: two hours at about 15 s, with odd
 * milliseconds.
 */
export function createSampleSet(seed: number): SampleSeries[] {
  const random = seededRandom(seed);
  const series: SampleSeries[] = [];
  for (const job of ['api', 'web'])
    for (const instance of ['a', 'b', 'c'])
      for (const code of ['200', '404', '500'])
        series.push(counter({ __name__: 'http_requests_total', job, instance, code }, random));
  for (const job of ['api', 'web'])
    for (const instance of ['a', 'b', 'c', 'd']) {
      series.push(gauge({ __name__: 'temperature_celsius', job, instance }, random));
      series.push(
        gauge({ __name__: 'queue_length', job, instance, shard: instance === 'a' ? '1' : '2' }, random),
      );
    }
  for (const job of ['api', 'web']) series.push(...histogram({ job, instance: 'a' }, random));
  series.push(gauge({ __name__: 'solo' }, random));
  return series.sort((one, other) => compareLabels(one.labels, other.labels));
}

type Random = () => number;

/** Counters start far above 0: extrapolation depends on where a counter was 0, and versions differ in that. */
function counter(labels: Record<string, string>, random: Random): SampleSeries {
  let value = 1e6 + Math.floor(random() * 1e5);
  const step = 1 + random() * 40;
  return generate(labels, random, () => {
    if (random() < 0.004) value = 1e6 + Math.floor(random() * 500);
    value += Math.floor(random() * step);
    return value;
  });
}

function gauge(labels: Record<string, string>, random: Random): SampleSeries {
  let value = random() * 80 - 20;
  return generate(labels, random, () => {
    if (random() < 0.05) return undefined;
    if (random() < 0.005) return Number.NaN;
    value += random() * 6 - 3;
    return random() < 0.3 ? Math.round(value) : value;
  });
}

function histogram(labels: Record<string, string>, random: Random): SampleSeries[] {
  const counts = buckets.map(() => 0);
  const rows = Array.from({ length: samplesPerSeries }, () => {
    const added = Math.floor(random() * 20);
    for (let one = 0; one < added; one++) {
      const first = Math.floor(random() * buckets.length);
      for (let index = first; index < buckets.length; index++) counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts.map((count) => 1e5 + count);
  });
  const times = sampleTimes(random);
  return buckets.map((le, index) => ({
    labels: Labels.of({ __name__: 'request_seconds_bucket', le, ...labels }),
    timestamps: times,
    values: rows.map((row) => row[index] ?? 0),
  }));
}

function sampleTimes(random: Random): number[] {
  const phase = Math.floor(random() * 14) * 1000;
  return Array.from(
    { length: samplesPerSeries },
    (_, index) => sampleStartMs + phase + index * intervalMs + 1 + Math.floor(random() * 998),
  );
}

function generate(
  labels: Record<string, string>,
  random: Random,
  next: () => number | undefined,
): SampleSeries {
  const timestamps: number[] = [];
  const values: number[] = [];
  for (const timeMs of sampleTimes(random)) {
    const value = next();
    if (value === undefined) continue;
    timestamps.push(timeMs);
    values.push(value);
  }
  return { labels: Labels.of(labels), timestamps, values };
}

/** The samples in OpenMetrics text for `promtool tsdb create-blocks-from openmetrics`. */
export function toOpenMetrics(series: readonly SampleSeries[]): string {
  const lines = series.flatMap(({ labels, timestamps, values }) => {
    const pairs = [...labels.withoutMetricName()].map(([name, value]) => `${name}="${value}"`);
    const name = `${labels.metricName}{${pairs.join(',')}}`;
    return timestamps.map((timeMs, index) => `${name} ${values[index]} ${(timeMs / 1000).toFixed(3)}`);
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

/** The samples as a source of series for our engine. */
export function asQueryable(series: readonly SampleSeries[]): Queryable {
  const blocks: SeriesBlock[] = series.map(({ labels, timestamps, values }) => ({
    labels,
    timestamps: Float64Array.from(timestamps),
    values: Float64Array.from(values),
  }));
  return {
    select(matchers: readonly Matcher[], { startMs, endMs }) {
      return blocks
        .filter(({ labels }) => matchesAll(matchers, labels))
        .map((block) => {
          const from = block.timestamps.findIndex((timeMs) => timeMs >= startMs);
          const after = block.timestamps.findIndex((timeMs) => timeMs > endMs);
          const to = after < 0 ? block.timestamps.length : after;
          if (from < 0) return { ...block, timestamps: new Float64Array(0), values: new Float64Array(0) };
          return {
            labels: block.labels,
            timestamps: block.timestamps.subarray(from, to),
            values: block.values.subarray(from, to),
          };
        })
        .filter(({ timestamps }) => timestamps.length > 0);
    },
  };
}
