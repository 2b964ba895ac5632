import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requestKinds } from '@petstore/shoppers/journey';
import {
  describeLimit,
  type LoadPlan,
  type LoadProgress,
  type LoadReport,
  runLoad,
  type WorkerProgram,
} from '@petstore/shoppers/load';
import type { Benchmark, RunContext } from '../benchmark.ts';
import { groupProcesses } from '../boot/measure-memory.ts';
import { flag, numberBetween, wholeNumberBetween } from '../command-line/read-values.ts';
import { locateRoot } from '../locate-root.ts';
import { canObserveProcesses, readCpuByGroup } from '../processes/observe-processes.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { readCpuTimes } from '../report/describe-run.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { type BenchmarkedSystem, buildSystem, startSystem } from '../system/start-system.ts';
import { type LoadCpu, loadRows } from './load-rows.ts';

interface LoadBenchmarkOptions {
  /** Gateway requests a second. */
  readonly rps: number;
  readonly duration: number;
  readonly replicas: number | null;
  readonly autoscaler: boolean;
  /** Journeys before the measured load, in which code is compiled and caches fill. */
  readonly warmup: number;
  /** Mean think time in milliseconds. */
  readonly think: number;
  readonly workers: number;
  readonly seed: number;
}

/** Journeys a second of the warm-up, whatever the measured load is. */
const warmUpRate = { least: 4, most: 12 };
/** Pause after the warm-up, in which the fulfilment of its orders finishes. */
const restMs = 3_000;
const customerCount = 60;
const saidEverySeconds = 15;

const buildMs = 120_000;
/** Time limit of start, pauses and stop, on a busy machine. */
const aroundMs = 240_000;
/** Time limit of restocking and walking for each journey. */
const perJourneyMs = 500;

export const loadBenchmark: Benchmark<LoadBenchmarkOptions> = {
  summary: 'an open load of whole journeys at a rate of gateway requests',
  options: {
    rps: {
      placeholder: 'n',
      summary: 'gateway requests a second',
      otherwise: 100,
      read: numberBetween(1, 10_000),
    },
    duration: {
      placeholder: 'seconds',
      summary: 'duration of the arrivals',
      otherwise: 120,
      read: wholeNumberBetween(1, 3_600),
    },
    replicas: {
      placeholder: 'n',
      summary: 'replicas of each Deployment (default: as in the manifests)',
      otherwise: null,
      read: wholeNumberBetween(1, 10),
    },
    autoscaler: {
      placeholder: null,
      summary: 'let autoscalers change the number of replicas',
      otherwise: false,
      read: flag,
    },
    warmup: {
      placeholder: 'n',
      summary: 'journeys before the measured load',
      otherwise: 600,
      read: wholeNumberBetween(1, 100_000),
    },
    think: {
      placeholder: 'ms',
      summary: 'mean think time before each request of a customer',
      otherwise: 0,
      read: wholeNumberBetween(0, 600_000),
    },
    workers: {
      placeholder: 'n',
      summary: 'processes that generate the load',
      otherwise: 1,
      read: wholeNumberBetween(1, 16),
    },
    seed: {
      placeholder: 'n',
      summary: 'seed of the arrivals and of what customers look for',
      otherwise: 1,
      read: wholeNumberBetween(0, 2 ** 31),
    },
  },
  withinMs: ({ rps, duration, warmup, think }) =>
    buildMs +
    aroundMs +
    duration * 1_000 +
    think * requestKinds.length +
    ((rps * duration) / requestKinds.length + warmup) * perJourneyMs,
  run: runLoadBenchmark,
};

/** Runs an open load through the public API of its own system, warmed up. */
async function runLoadBenchmark(options: LoadBenchmarkOptions, context: RunContext): Promise<Findings> {
  const { rps, duration, replicas, autoscaler, warmup, think, workers, seed } = options;
  const { lifetime, say } = context;
  say('building if stale');
  await buildSystem(lifetime);
  const { path: dataDirectory } = await createDataFolder(lifetime);
  say('starting the system');
  const system = await startSystem({ dataDirectory, replicas, hasAutoscaler: autoscaler, lifetime });
  const warm = await warmUp(system, options, context);
  const requestsPerJourney =
    warm.journeys.completed === 0 ? requestKinds.length : warm.requests / warm.journeys.completed;
  await delay(restMs, undefined, { signal: lifetime.signal });
  const plan = planOf(system, {
    journeysPerSecond: rps / requestsPerJourney,
    seconds: duration,
    think,
    seed,
  });
  const { report, cpu } = await measure(system, { plan, workers }, context);
  return {
    settings: {
      'requests a second': rps,
      'duration in seconds': duration,
      replicas,
      autoscaler,
      'warm-up journeys': warmup,
      'think time in ms': think,
      'generator processes': workers,
      seed,
    },
    rows: loadRows({ askedRps: rps, report, cpu }),
    notes: notesOf(report, requestsPerJourney, autoscaler),
  };
}

async function warmUp(
  system: BenchmarkedSystem,
  { rps, warmup, think, workers, seed }: LoadBenchmarkOptions,
  { lifetime, say }: RunContext,
): Promise<LoadReport> {
  const asked = rps / requestKinds.length;
  const journeysPerSecond = Math.min(warmUpRate.most, Math.max(warmUpRate.least, asked));
  say(`warming up: ${warmup} journeys`);
  const seconds = warmup / journeysPerSecond;
  const plan = planOf(system, { journeysPerSecond, seconds, think, seed: seed + 1 }, 'even');
  const report = await runLoad({ plan, program: workerProgram(), workers, signal: lifetime.signal });
  lifetime.signal.throwIfAborted();
  return report;
}

interface Course {
  readonly journeysPerSecond: number;
  readonly seconds: number;
  readonly think: number;
  readonly seed: number;
}

function planOf(
  system: BenchmarkedSystem,
  { journeysPerSecond, seconds, think, seed }: Course,
  spacing: 'even' | 'poisson' = 'poisson',
): LoadPlan {
  const customerIds = Array.from(
    { length: customerCount },
    (_, index) => `customer-${String(index + 1).padStart(3, '0')}`,
  );
  return {
    arrivals: { rate: { shape: 'steady', perSecond: journeysPerSecond }, seconds, spacing, seed },
    workload: { kind: 'journeys', origin: system.addressOf('gateway'), thinkMs: think, customerIds },
  };
}

function workerProgram(): WorkerProgram {
  const root = locateRoot();
  return {
    module: join(root, 'scripts', 'run-typescript.mjs'),
    args: [join(root, 'shoppers', 'load', 'worker-main.ts')],
  };
}

/** Everything is restocked before the load, so that an operator's requests are no part of it. */
async function measure(
  system: BenchmarkedSystem,
  { plan, workers }: { readonly plan: LoadPlan; readonly workers: number },
  { lifetime, say }: RunContext,
): Promise<{ report: LoadReport; cpu: LoadCpu | null }> {
  say('restocking');
  let before = await snapshot(system);
  const report = await runLoad({
    plan,
    workers,
    program: workerProgram(),
    signal: lifetime.signal,
    restockLeadSeconds: Number.POSITIVE_INFINITY,
    beforeStart: async () => {
      before = await snapshot(system);
    },
    onProgress: sayProgress(say),
  });
  lifetime.signal.throwIfAborted();
  const after = await snapshot(system);
  if (before.groups === null || after.groups === null) return { report, cpu: null };
  const earlier = before.groups;
  const groups = new Map(
    [...after.groups].map(([name, seconds]) => [name, seconds - (earlier.get(name) ?? 0)]),
  );
  const cpu: LoadCpu = {
    seconds: (after.atMs - before.atMs) / 1_000,
    groups,
    machineSeconds: (after.busyMs - before.busyMs) / 1_000,
    cores: availableParallelism(),
  };
  return { report, cpu };
}

async function snapshot(system: BenchmarkedSystem) {
  const groups = canObserveProcesses ? await readCpuByGroup(groupProcesses(await system.readStatus())) : null;
  return { atMs: performance.now(), busyMs: readCpuTimes().busyMs, groups };
}

function sayProgress(say: (text: string) => void): (progress: LoadProgress) => void {
  let saidAtSeconds = 0;
  return ({ elapsedSeconds, secondsLeft, requests, failedRequests, latency }) => {
    if (elapsedSeconds - saidAtSeconds < saidEverySeconds) return;
    saidAtSeconds = elapsedSeconds;
    const p95 = latency === null ? '' : `, p95 ${Math.round(latency.p95Ms)} ms`;
    say(`${requests} requests, ${failedRequests} failed${p95}; ${Math.round(secondsLeft)} s left`);
  };
}

function notesOf(report: LoadReport, requestsPerJourney: number, hasAutoscaler: boolean): string[] {
  const { failures, generatorLimited, journeys, restockRequests } = report;
  return [
    `Journeys arrive as a Poisson process, whether or not earlier ones have ended: ${journeys.begun} of ${requestsPerJourney.toFixed(2)} gateway requests each, as measured in the warm-up. Personas: family-pet-seeker, first-time-owner, exotic-enthusiast.`,
    'A latency counts from the time at which the request was due: the first of a journey from its scheduled arrival, another from the answer before and the think time.',
    describeLimit(generatorLimited),
    `An operator restocked before the load, in ${restockRequests} requests, which no figure contains.`,
    ...(hasAutoscaler
      ? ['CPU of pods that have ended is in the row of the engine, which waited for them.']
      : []),
    ...[...failures].map(([reason, count]) => `${count} failed: ${reason}`),
  ];
}
