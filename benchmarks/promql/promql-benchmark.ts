import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { evaluateRange } from '@petstore/promql';
import { SeriesStore } from '@petstore/promql/storage';
import type { Benchmark, RunContext } from '../benchmark.ts';
import { oneOf, wholeNumberBetween, wholeNumbersBetween } from '../command-line/read-values.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { measureIngestion, measureLongRun } from './measure-ingestion.ts';
import { ingestionRows, type MeasuredQuery, promqlRows } from './promql-rows.ts';
import { createSeries, fillStore, firstSampleMs, queryRange, samplesPerSeries } from './sample-series.ts';
import { type Prometheus, startPrometheus } from './start-prometheus.ts';

/** Two hours at 15 s, so that chunks are full. */
const ingestedScrapes = 480;
const ingestedSeries = 10_000;
const queries: readonly { readonly name: string; readonly text: (metric: string) => string }[] = [
  { name: 'selector', text: (metric) => metric },
  { name: 'rate', text: (metric) => `rate(${metric}[5m])` },
  { name: 'sum by of rate', text: (metric) => `sum by (zone) (rate(${metric}[5m]))` },
  { name: 'avg_over_time', text: (metric) => `avg_over_time(${metric}[5m])` },
  {
    name: 'error ratio',
    text: (metric) =>
      `sum by (zone) (rate(${metric}{code=~"5.."}[5m])) / on (zone) sum by (zone) (rate(${metric}[5m]))`,
  },
  {
    name: 'vector by vector',
    text: (metric) => `${metric} / ignoring (code) group_left sum without (code) (${metric})`,
  },
];

/** Time limits of loading the samples and of one round of queries, on a busy machine. */
const loadMs = 240_000;
const roundMs = 60_000;

export const promqlBenchmark: Benchmark<PromqlOptions> = {
  summary: 'range queries over 1,000 and 10,000 series, compared with the installed Prometheus',
  options: {
    rounds: {
      placeholder: 'n',
      summary: 'runs of each query in both engines; the fastest is reported',
      otherwise: 5,
      read: wholeNumberBetween(1, 100),
    },
    series: {
      placeholder: 'n,...',
      summary: 'numbers of series',
      otherwise: [1_000, 10_000],
      read: wholeNumbersBetween(5, 50_000),
    },
    against: {
      placeholder: 'what',
      summary: 'installed, or nothing',
      otherwise: 'installed',
      read: oneOf('installed', 'nothing'),
    },
  },
  withinMs: ({ rounds, series }) => series.length * (loadMs + rounds * roundMs),
  run: runPromql,
};

interface PromqlOptions {
  readonly rounds: number;
  readonly series: readonly number[];
  readonly against: 'installed' | 'nothing';
}

/** Runs the same range queries over the same samples in this engine and in the installed Prometheus, in turns. */
async function runPromql(options: PromqlOptions, { lifetime, say }: RunContext): Promise<Findings> {
  // Measured first, while memory holds nothing else.
  say('measuring ingestion, and one day of it');
  const ingestion = ingestionRows(measureIngestion(ingestedSeries, ingestedScrapes), measureLongRun(2_000));
  const directory = await mkdtemp(join(tmpdir(), 'petstore-bench-'));
  lifetime.onEnd(() => rm(directory, { recursive: true, force: true }));
  const sets = options.series.map(createSeries);
  const prometheus =
    options.against === 'nothing' ? null : await loadPrometheus(sets, { directory, lifetime, say });
  const now = firstSampleMs + samplesPerSeries * 15_000;
  const store = new SeriesStore({ retentionMs: now, mostBytes: 1024 ** 3 });
  for (const series of sets) fillStore(store, series);
  const measured: MeasuredQuery[] = [];
  for (const count of options.series)
    for (const { name, text } of queries) {
      lifetime.signal.throwIfAborted();
      const one = await measureQuery(text(`bench_${count}_requests_total`), {
        store,
        prometheus,
        rounds: options.rounds,
      });
      measured.push({ name, series: count, ...one });
      say(`${name}, ${count} series: done`);
    }
  return {
    settings: { rounds: options.rounds, steps: 241, 'samples a series': samplesPerSeries },
    rows: [...promqlRows(measured), ...ingestion],
    notes: notesOf(prometheus),
  };
}

async function loadPrometheus(
  sets: Parameters<typeof startPrometheus>[0],
  { directory, lifetime, say }: Pick<RunContext, 'lifetime' | 'say'> & { directory: string },
): Promise<Prometheus | null> {
  say('loading the samples into the installed Prometheus');
  return startPrometheus(sets, { directory, lifetime });
}

interface Sides {
  readonly store: SeriesStore;
  readonly prometheus: Prometheus | null;
  readonly rounds: number;
}

/** Queries alternate, so that other load on the machine affects both; the first round is a warm-up and is discarded. */
async function measureQuery(text: string, { store, prometheus, rounds }: Sides) {
  const ourSeconds: number[] = [];
  const theirSeconds: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const startedAt = performance.now();
    const { value } = evaluateRange(text, store, queryRange);
    const seconds = (performance.now() - startedAt) / 1000;
    const theirs = await prometheus?.query(text, queryRange);
    const points =
      value.kind === 'matrix' ? value.series.reduce((sum, one) => sum + one.timestamps.length, 0) : 0;
    if (theirs !== undefined && theirs.points !== points)
      throw new Error(`${text} gave ${points} points here and ${theirs.points} there`);
    if (round === 0) continue;
    ourSeconds.push(seconds);
    if (theirs !== undefined) theirSeconds.push(theirs.seconds);
  }
  return { ourSeconds, theirSeconds };
}

function notesOf(prometheus: Prometheus | null): string[] {
  return prometheus === null
    ? ['No comparison: prometheus or promtool is not installed, or --against was nothing.']
    : [
        `The baseline is Prometheus ${prometheus.version}'s own evaluation time; ours is the evaluation over the in-memory store, decoding included. Neither includes JSON or HTTP.`,
      ];
}
