import type { Benchmark } from '../benchmark.ts';
import { numberBetween, wholeNumberBetween } from '../command-line/read-values.ts';
import { type JourneyOptions, runJourneys } from './run-journeys.ts';

const buildMs = 120_000;
/** Start, warm-up, rests and end, on a machine that is very busy. */
const aroundMs = 180_000;
/** An unloaded journey begins each second; restocking takes far less than this for each. */
const perJourneyMs = 100;

export const journeyBenchmark: Benchmark<JourneyOptions> = {
  summary: 'journeys a second, and percentiles of each step, unloaded and at a rate',
  options: {
    rate: {
      placeholder: 'n',
      summary: 'journeys that begin each second',
      otherwise: 5,
      read: numberBetween(0.1, 500),
    },
    duration: {
      placeholder: 'seconds',
      summary: 'how long they begin',
      otherwise: 30,
      read: wholeNumberBetween(1, 3_600),
    },
    unloaded: {
      placeholder: 'n',
      summary: 'journeys, one a second, that are walked unloaded before',
      otherwise: 60,
      read: wholeNumberBetween(1, 1_000),
    },
    replicas: {
      placeholder: 'n',
      summary: 'replicas of each Deployment (default: as in the manifests)',
      otherwise: null,
      read: wholeNumberBetween(1, 10),
    },
  },
  withinMs: ({ rate, duration, unloaded }) =>
    buildMs + aroundMs + (duration + unloaded) * 1_000 + (rate * duration + unloaded) * perJourneyMs,
  run: runJourneys,
};
