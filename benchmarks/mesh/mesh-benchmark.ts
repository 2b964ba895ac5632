import type { Benchmark } from '../benchmark.ts';
import { oneOf, wholeNumberBetween } from '../command-line/read-values.ts';
import { type MeshOptions, runMesh } from './run-mesh.ts';

const buildMs = 120_000;
/** Of starting everything and of measuring besides the durations, on a machine that is very busy. */
const aroundMs = 60_000;
/** Direct, two bare proxies, mesh; each with many connections and with one. */
const measurementsPerRound = 8;

export const meshBenchmark: Benchmark<MeshOptions> = {
  summary: 'the hop through the mesh proxy, beside HAProxy, nginx and direct calls',
  options: {
    rounds: {
      placeholder: 'n',
      summary: 'how often each way is measured, in turns; the median counts',
      otherwise: 5,
      read: wholeNumberBetween(1, 50),
    },
    duration: {
      placeholder: 'seconds',
      summary: 'of each measurement',
      otherwise: 2,
      read: wholeNumberBetween(1, 60),
    },
    connections: {
      placeholder: 'n',
      summary: 'at once, where throughput is measured',
      otherwise: 32,
      read: wholeNumberBetween(1, 1_000),
    },
    against: {
      placeholder: 'name',
      summary: 'haproxy, nginx, nothing, or installed: whichever of them is',
      otherwise: 'installed',
      read: oneOf('installed', 'haproxy', 'nginx', 'nothing'),
    },
    generator: {
      placeholder: 'name',
      summary: 'wrk, own, or installed: wrk where it is',
      otherwise: 'installed',
      read: oneOf('installed', 'wrk', 'own'),
    },
  },
  withinMs: ({ rounds, duration }) =>
    buildMs + aroundMs + (rounds + 1) * measurementsPerRound * (duration + 5) * 1_000,
  run: runMesh,
};
