import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Labels } from '@petstore/promql';
import { parseSeries, readExposition } from '@petstore/promql/exposition';
import { SeriesStore, type StoredSeries } from '@petstore/promql/storage';
import { firstSampleMs } from './sample-series.ts';

export interface Ingestion {
  readonly series: number;
  /** Median rate over the scrapes, from exposition text to stored samples. */
  readonly samplesPerSecond: number;
  /** Compressed samples only, with full chunks. */
  readonly bytesPerSample: number;
  /** All memory: samples, labels and index. */
  readonly heldBytesPerSample: number;
}

export interface LongRun {
  readonly hours: number;
  readonly retentionHours: number;
  /** Memory after twice the retention, and at the end of the run. */
  readonly earlyBytes: number;
  readonly lateBytes: number;
}

const intervalMs = 15_000;
const samplesOfHour = 240;

/**
 * Ingests scrapes of one target with the metrics of a typical service: histograms that rarely change, counters, gauges.
 */
export function measureIngestion(series: number, scrapes: number): Ingestion {
  const before = heldBytes();
  const store = new SeriesStore({ retentionMs: Infinity, mostSeries: series });
  const known = new Map<string, StoredSeries>();
  const rates: number[] = [];
  for (let scrape = 0; scrape < scrapes; scrape++) {
    const body = Buffer.from(expositionOf(series, scrape));
    const startedAt = performance.now();
    ingest(body, { store, known, timestampMs: firstSampleMs + scrape * intervalMs });
    rates.push(series / ((performance.now() - startedAt) / 1_000));
  }
  const held = heldBytes() - before;
  const { bytes, samples } = store.counts();
  rates.sort((one, other) => one - other);
  return {
    series,
    samplesPerSecond: rates[rates.length >> 1] ?? 0,
    bytesPerSample: bytes / samples,
    heldBytesPerSample: held / samples,
  };
}

interface Sink {
  readonly store: SeriesStore;
  readonly known: Map<string, StoredSeries>;
  readonly timestampMs: number;
}

/** Ingests one scrape as the telemetry process does, without its own metrics. */
function ingest(body: Buffer, { store, known, timestampMs }: Sink): void {
  readExposition(body, 'text', {
    metadata: () => undefined,
    problem: ({ line, message }) => {
      throw new Error(`line ${line}: ${message}`);
    },
    sample(sample) {
      let series = known.get(sample.series) ?? null;
      if (series === null) {
        const parsed = parseSeries(sample.series);
        series = 'labels' in parsed ? store.seriesOf(Labels.of(parsed.labels)) : null;
        if (series === null) throw new Error(`${sample.series} was not taken`);
        known.set(sample.series, series);
      }
      store.append(series, timestampMs, sample.value);
    },
  });
}

function expositionOf(series: number, scrape: number): string {
  const lines = ['# TYPE bench_seconds histogram'];
  for (let index = 0; index < series; index++) {
    const labels = `{route="/v1/things/${index >> 4}",method="GET",code="200"`;
    if (index % 16 < 12)
      lines.push(`bench_seconds_bucket${labels},le="${index % 16}"} ${bucketOf(index, scrape)}`);
    else if (index % 16 === 12)
      lines.push(`bench_seconds_sum${labels}} ${(scrape * 0.0137 * (index % 7)).toFixed(6)}`);
    else if (index % 16 === 13) lines.push(`bench_total${labels}} ${scrape * (index % 50)}`);
    else
      lines.push(
        `bench_bytes${labels},kind="${index % 16}"} ${1e6 + ((index * 31 + scrape * 17) % 4096) * 4096}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

/** Three of four routes get no requests. */
function bucketOf(index: number, scrape: number): number {
  return (index >> 4) % 4 === 0 ? scrape * 3 + ((scrape + index) % 5) : 17;
}

/** Ingests a day with pod churn: each hour a tenth of the series ends and as many begin. */
export function measureLongRun(series: number): LongRun {
  const hours = 24;
  const retentionHours = 1;
  const store = new SeriesStore({ retentionMs: retentionHours * 3_600_000, mostSeries: 4 * series });
  let earlyBytes = 0;
  const before = heldBytes();
  for (let hour = 0; hour < hours; hour++) {
    const targets = Array.from({ length: series }, (_, index) => targetOf(store, index, hour));
    for (let scrape = 0; scrape < samplesOfHour; scrape++) {
      const timestampMs = firstSampleMs + (hour * samplesOfHour + scrape) * intervalMs;
      for (const [index, target] of targets.entries())
        store.append(target, timestampMs, index % 3 === 0 ? Math.sin(index + scrape) : scrape * (index % 11));
      if (scrape % 2 === 0) store.maintain(timestampMs);
    }
    if (hour === 2 * retentionHours) earlyBytes = heldBytes() - before;
  }
  return { hours, retentionHours, earlyBytes, lateBytes: heldBytes() - before };
}

function targetOf(store: SeriesStore, index: number, hour: number): StoredSeries {
  const generation = Math.floor((hour + (index % 10)) / 10);
  const series = store.seriesOf(
    Labels.of({ __name__: 'bench_long', number: String(index), pod: `pod-${index % 10}-${generation}` }),
  );
  if (series === null) throw new Error('the store takes no more series');
  return series;
}

/** Bytes of heap and buffers after a full garbage collection. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
