import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark, RunContext } from '../benchmark.ts';
import { numberBetween, wholeNumberBetween } from '../command-line/read-values.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { type BenchmarkedSystem, buildSystem, startSystem } from '../system/start-system.ts';
import { CustomerQueue } from './customer-queue.ts';
import { journeyRows } from './journey-rows.ts';
import { measurePhase, type Phase } from './measure-phase.ts';
import { planArrivals } from './run-open-loop.ts';
import { createShopClient } from './shop-client.ts';
import { stockShop } from './stock-shop.ts';
import { pollMs } from './walk-journey.ts';

/** So far apart that each finds the system at rest, fulfilment of the one before included. */
const unloadedRate = 1;
const warmUp = { rate: 4, seconds: 20 };

/** Until what the phase before has set going is done. */
const restMs = 3_000;

/** Of the seeded customers; whoever is left over would only lengthen the queue. */
const customerCount = 60;

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

interface JourneyOptions {
  /** Journeys a second of the loaded phase. */
  readonly rate: number;
  /** Seconds of it. */
  readonly duration: number;
  /** Journeys that are walked while nothing else happens, of which none meets another. */
  readonly unloaded: number;
  readonly replicas: number | null;
}

/** Customers' journeys through the public API of a system of its own, unloaded and at a stated rate. */
async function runJourneys(options: JourneyOptions, context: RunContext): Promise<Findings> {
  const { rate, duration, unloaded, replicas } = options;
  const { lifetime, say } = context;
  say('building what is stale');
  await buildSystem(lifetime);
  const { path: dataDirectory } = await createDataFolder(lifetime);
  say('bringing the system up');
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

/** Fills the shelves for all phases, and returns what walks one of them. */
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

/** What the system used while something went on; nothing where the machine does not tell. */
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
    'A journey: sign-in, browse, recommendations, pet details, a view, a pet and food into the cart, order, until payment is confirmed; no think time, each request once, the customers 60.',
    'The load is open: journeys begin at their times whatever becomes of those before, and their latency counts from then; that of a step counts from its first request.',
    `Confirmation is asked for every ${pollMs} ms, which is part of its latency. Fulfilment goes on behind and is not waited for.`,
    'Operators restock before: a pet of its own for each journey.',
    ...failures,
  ];
}
