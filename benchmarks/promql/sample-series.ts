import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Labels } from '@petstore/promql';
import type { SeriesStore } from '@petstore/promql/storage';

export interface SampleSeries {
  readonly labels: Labels;
  /** Determines the values, which are the same in the store and in Prometheus. */
  readonly seed: number;
}

/** A fixed whole second in the past, so that both engines read the same samples in every run. */
export const firstSampleMs = 1_760_000_400_000;
const intervalMs = 15_000;
/** One hour of steps, and the ten minutes that the first range looks back. */
export const samplesPerSeries = 281;
export const queryRange = {
  startMs: firstSampleMs + 600_007,
  endMs: firstSampleMs + 4_200_007,
  stepMs: 15_000,
};

/** Counters of instances in ten zones, with five status codes each. */
export function createSeries(count: number): SampleSeries[] {
  return Array.from({ length: count }, (_, index) => ({
    seed: index,
    labels: Labels.of({
      __name__: `bench_${count}_requests_total`,
      code: ['200', '201', '404', '429', '500'][index % 5] ?? '200',
      instance: `10.0.${Math.floor(index / 5) % 250}.${Math.floor(index / 1250)}:8080`,
      zone: `zone-${Math.floor(index / 5) % 10}`,
    }),
  }));
}

/** Samples at a fixed interval with a phase for each series; every 97th is a counter reset. */
function eachSample({ seed }: SampleSeries, visit: (timestampMs: number, value: number) => void): void {
  let value = (seed * 7919) % 100_000;
  for (let index = 0; index < samplesPerSeries; index++) {
    value = (index + seed) % 97 === 96 ? 0 : value + ((seed * 31 + index * 17) % 23);
    visit(firstSampleMs + index * intervalMs + ((seed * 37) % 14_000) + 1, value);
  }
}

export function fillStore(store: SeriesStore, series: readonly SampleSeries[]): void {
  for (const one of series) {
    const target = store.seriesOf(one.labels);
    if (target === null) throw new RangeError('the store takes no more series');
    eachSample(one, (timestampMs, value) => {
      store.append(target, timestampMs, value);
    });
  }
}

/** The same samples as OpenMetrics text, for promtool. */
export async function writeOpenMetrics(path: string, series: readonly SampleSeries[]): Promise<void> {
  const stream = createWriteStream(path);
  for (const one of series) {
    const pairs = [...one.labels.withoutMetricName()].map(([name, value]) => `${name}="${value}"`);
    const name = `${one.labels.metricName}{${pairs.join(',')}}`;
    const lines: string[] = [];
    eachSample(one, (timestampMs, value) => {
      lines.push(`${name} ${value} ${(timestampMs / 1000).toFixed(3)}\n`);
    });
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end('# EOF\n');
  await once(stream, 'finish');
}
