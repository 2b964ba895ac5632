import type { Benchmark } from '../benchmark.ts';
import { oneOf, wholeNumberBetween, wholeNumbersBetween } from '../command-line/read-values.ts';
import { type PromqlOptions, runPromql } from './run-promql.ts';

/** Writing the samples, loading them, and every query on a busy machine. */
const loadMs = 240_000;
const roundMs = 60_000;

export const promqlBenchmark: Benchmark<PromqlOptions> = {
  summary: 'range queries over 1,000 and 10,000 series, beside the installed Prometheus',
  options: {
    rounds: {
      placeholder: 'n',
      summary: 'how often each query is asked of both; the quickest counts',
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
