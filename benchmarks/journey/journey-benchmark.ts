import { setTimeout as delay } from 'node:timers/promises';
import { planArrivals } from '@petstore/shoppers/arrivals';
import { CustomerQueue, createShopClient, pollMs, stockShop } from '@petstore/shoppers/journey';
import type { Benchmark, RunContext } from '../benchmark.ts';
import { numberBetween, wholeNumberBetween } from '../command-line/read-values.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { type BenchmarkedSystem, buildSystem, startSystem } from '../system/start-system.ts';
import { journeyRows } from './journey-rows.ts';
import { measurePhase, type Phase } from './measure-phase.ts';

/** One journey a second, so that the fulfilment of the previous one has finished. */
const unloadedRate = 1;
const warmUp = { rate: 4, seconds: 20 };

/** Pause between phases, in which the work of the previous phase finishes. */
const restMs = 3_000;

/** Number of seeded customers that are used. */
const customerCount = 60;

const buildMs = 120_000;
/** Time limit of start, warm-up, pauses and stop, on a busy machine. */
const aroundMs = 180_000;
/** Time limit of restocking for each journey. */
const perJourneyMs = 100;

export const journeyBenchmark: Benchmark<JourneyOptions> = {
  summary: 'journeys a second, and percentiles of each step, unloaded and at a rate',
  options: {
    rate: {
      placeholder: 'n',
      summary: 'arrival rate in journeys a second',
      otherwise: 5,
      read: numberBetween(0.1, 500),
    },
    duration: {
      placeholder: 'seconds',
      summary: 'duration of the arrivals',
      otherwise: 30,
      read: wholeNumberBetween(1, 3_600),
    },
    unloaded: {
      placeholder: 'n',
      summary: 'unloaded journeys before that, one a second',
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

interface JourneyOptions {
  /** Arrival rate of the loaded phase, in journeys a second. */
  readonly rate: number;
  /** Duration of the loaded phase in seconds. */
  readonly duration: number;
  /** Number of journeys of the unloaded phase, which do not overlap. */
  readonly unloaded: number;
  readonly replicas: number | null;
}

/** Runs customer journeys through the public API of its own system, first unloaded and then at a given rate. */
async function runJourneys(options: JourneyOptions, context: RunContext): Promise<Findings> {
  const { rate, duration, unloaded, replicas } = options;
  const { lifetime, say } = context;
  say('building if stale');
  await buildSystem(lifetime);
  const { path: dataDirectory } = await createDataFolder(lifetime);
  say('starting the system');
  const system = await startSystem({ dataDirectory, replicas, lifetime });
  const plans = {
    warmUp: planArrivals(warmUp.rate, warmUp.seconds),
    unloaded: planArrivals(unloadedRate, unloaded / unloadedRate),
    loaded: planArrivals(rate, duration),
  };
  const walk = await openShop(system, Object.values(plans), context);
  const rest = () => delay(restMs, undefined, { signal: lifetime.signal });
  await walk('warm-up', plans.warmUp);
  await rest();
  const quiet = await walk('unloaded', plans.unloaded);
  await rest();
  const atRest = await watchCpu(system, rest);
  const { result: loaded, ...underLoad } = await watchCpu(system, async () => {
    const phase = await walk(`at ${rate}/s`, plans.loaded);
    await rest();
    return phase;
  });
  const cpu = canObserveProcesses ? { atRest, underLoad } : null;
  return {
    settings: { rate, 'duration in seconds': duration, 'unloaded journeys': unloaded, replicas },
    rows: journeyRows({ unloaded: quiet, loaded, rate, cpu }),
    notes: notesOf(quiet, loaded),
  };
}

/** Restocks for all phases, and returns the function that runs one phase. */
async function openShop(
  system: BenchmarkedSystem,
  plans: readonly (readonly number[])[],
  { lifetime, say }: RunContext,
) {
  const { signal } = lifetime;
  const shop = createShopClient(system.addressOf('gateway'));
  lifetime.onEnd(() => shop.close());
  const count = plans.reduce((sum, { length }) => sum + length, 0);
  say(`restocking: ${count} pets`);
  const { petIds, sku } = await stockShop(shop, count);
  const customers = new CustomerQueue(
    Array.from({ length: customerCount }, (_, index) => `customer-${String(index + 1).padStart(3, '0')}`),
  );
  return async (name: string, arrivals: readonly number[]): Promise<Phase> => {
    const ofPhase = petIds.splice(0, arrivals.length);
    const phase = await measurePhase({ shop, customers, arrivals, petIds: ofPhase, sku, signal });
    const p95 = phase.journeys === null ? '' : `, p95 ${Math.round(phase.journeys.p95Ms)} ms`;
    say(`${name}: ${phase.completed} of ${phase.scheduled} journeys completed${p95}`);
    return phase;
  };
}

/** CPU of the system during `work`; 0 where the platform does not report it. */
async function watchCpu<Result>(system: BenchmarkedSystem, work: () => Promise<Result>) {
  const read = async () => (canObserveProcesses ? readCpuSeconds(await system.listProcesses()) : 0);
  const before = await read();
  const beganAtMs = performance.now();
  const result = await work();
  const cpuSeconds = (await read()) - before;
  return { result, cpuSeconds, seconds: (performance.now() - beganAtMs) / 1_000 };
}

function notesOf(unloaded: Phase, loaded: Phase): string[] {
  const failures = [...unloaded.failures, ...loaded.failures].map(
    ([reason, count]) => `${count} journeys failed: ${reason}`,
  );
  return [
    'A journey: sign-in, browse, recommendations, pet details, a view, a pet and food into the cart, order, until payment is confirmed; no think time, no retries, 60 customers.',
    'Open loop: journeys begin on schedule even when earlier ones have not ended, and their latency counts from the scheduled time; that of a step counts from its first request.',
    `Confirmation is polled every ${pollMs} ms, which is part of its latency. Fulfilment continues in the background and is not awaited.`,
    'An operator restocks first: one pet for each journey.',
    ...failures,
  ];
}
