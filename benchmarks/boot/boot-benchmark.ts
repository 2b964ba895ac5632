import type { Benchmark } from '../benchmark.ts';
import { numberBetween, wholeNumberBetween, wholeNumbersBetween } from '../command-line/read-values.ts';
import { type BootOptions, runBoot } from './run-boot.ts';

/** What a build, and one run besides its rest, may take on a machine that is very busy. */
const buildMs = 120_000;
const runMs = 90_000;

export const bootBenchmark: Benchmark<BootOptions> = {
  summary: 'time to ready on an empty folder and warm, memory and CPU at rest, CPU of a start',
  options: {
    runs: {
      placeholder: 'n',
      summary: 'how often each is measured; the median counts',
      otherwise: 3,
      read: wholeNumberBetween(1, 20),
    },
    replicas: {
      placeholder: 'n,...',
      summary: 'replicas of each Deployment, one series each',
      otherwise: [1, 2],
      read: wholeNumbersBetween(1, 10),
    },
    rest: {
      placeholder: 'seconds',
      summary: 'how long the last system rests until its memory is read',
      otherwise: 45,
      read: numberBetween(0, 600),
    },
  },
  withinMs: ({ runs, replicas, rest }) => buildMs + replicas.length * (runs * runMs + rest * 1_000),
  run: runBoot,
};
