import { setTimeout as delay } from 'node:timers/promises';
import { planArrivals } from '@petstore/shoppers/arrivals';
import type { Benchmark, RunContext } from '../benchmark.ts';
import { numberBetween, oneOf, page, wholeNumberBetween } from '../command-line/read-values.ts';
import { benchmarkErrors } from '../errors.ts';
import { canObserveProcesses, readCpuSeconds } from '../processes/observe-processes.ts';
import type { Findings } from '../report/benchmark-report.ts';
import { createDataFolder } from '../system/create-data-folder.ts';
import { createMeasuredManifests } from '../system/create-measured-manifests.ts';
import { type BenchmarkedSystem, buildSystem, startSystem } from '../system/start-system.ts';
import { settleMs } from './count-units.ts';
import {
  failureNotes,
  findCpu,
  findUnits,
  type MeasuredShop,
  noStep,
  openMeasuredFloor,
  type Part,
  withObserver,
} from './find-cost.ts';
import { journeyRows } from './journey-rows.ts';
import { keepCost } from './keep-cost.ts';
import { pairMs } from './measure-cpu.ts';
import { measurePhase, type Phase } from './measure-phase.ts';
import { openShop } from './open-shop.ts';
import { countStatements } from './read-units.ts';

/** One journey a second, so that the fulfilment of the previous one has finished. */
const unloadedRate = 1;

/** Journeys at once while processes warm up. */
const warmUpAtOnce = 4;

/** Pause between phases, in which the work of the previous phase finishes. */
const restMs = 3_000;

const buildMs = 120_000;
/** Time limit of start, pauses and stop, on a busy machine. */
const aroundMs = 240_000 + 6 * settleMs;
/** Time limit of a journey that nothing else delays, with its restocking, on a busy machine. */
const perJourneyMs = 1_500;

export const journeyBenchmark: Benchmark<JourneyOptions> = {
  summary:
    'CPU of a journey against a floor, its units of work, and percentiles of each step, unloaded and at a rate',
  options: {
    only: {
      placeholder: 'part',
      summary: 'measure this part alone: cpu, units or latency (default: all)',
      otherwise: null,
      read: oneOf('cpu', 'units', 'latency'),
    },
    'warm-up': {
      placeholder: 'n',
      summary: 'journeys that ours and the floor each walk before they are measured',
      otherwise: 600,
      read: wholeNumberBetween(0, 10_000),
    },
    pairs: {
      placeholder: 'n',
      summary: 'pairs of a block of journeys of ours and a block of the floor, in turns',
      otherwise: 4,
      read: wholeNumberBetween(1, 100),
    },
    block: {
      placeholder: 'n',
      summary: 'journeys in a block, one after the other',
      otherwise: 50,
      read: wholeNumberBetween(1, 1_000),
    },
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
    cost: {
      placeholder: 'page',
      summary: 'render this page from the report, with its chart and JSON beside it; measures all parts',
      otherwise: null,
      read: page,
    },
  },
  withinMs: (options) => {
    const { duration, unloaded, pairs } = options;
    const { ours, floor } = planJourneys(options);
    return (
      buildMs + aroundMs + (duration + unloaded) * 1_000 + pairs * pairMs + (ours + floor) * perJourneyMs
    );
  },
  run: runJourneys,
  keep: async ({ cost }, report) => (cost === null ? undefined : keepCost(cost, report)),
};

interface JourneyOptions {
  readonly only: JourneyPart | null;
  readonly 'warm-up': number;
  readonly pairs: number;
  /** Journeys in a block. */
  readonly block: number;
  /** Arrival rate of the loaded phase, in journeys a second. */
  readonly rate: number;
  /** Duration of the loaded phase in seconds. */
  readonly duration: number;
  /** Number of journeys of the unloaded phase, which do not overlap. */
  readonly unloaded: number;
  readonly replicas: number | null;
  /** Path of the page that is rendered from the report. */
  readonly cost: string | null;
}

type JourneyPart = 'cpu' | 'units' | 'latency';

const asks = ({ only }: JourneyOptions, part: JourneyPart) =>
  (only ?? part) === part && (part !== 'cpu' || canObserveProcesses);

/** Number of journeys of a run. */
function planJourneys(options: JourneyOptions): { readonly ours: number; readonly floor: number } {
  const { 'warm-up': warmUp, pairs, block, unloaded, rate, duration } = options;
  const inBlocks = (asks(options, 'cpu') ? pairs * block : 0) + (asks(options, 'units') ? block : 0);
  const timed = asks(options, 'latency') ? unloaded + planArrivals(rate, duration).length : 0;
  return { ours: warmUp + inBlocks + timed, floor: inBlocks === 0 ? 0 : warmUp + inBlocks };
}

/** Runs customer journeys through the public API of its own system, and against a floor. */
async function runJourneys(options: JourneyOptions, context: RunContext): Promise<Findings> {
  if (options.cost !== null && options.only !== null)
    throw benchmarkErrors.create('benchmark-usage', { message: '--cost needs all parts: leave out --only' });
  const { lifetime, say } = context;
  say('building if stale');
  await buildSystem(lifetime);
  const { path: dataDirectory } = await createDataFolder(lifetime);
  const { path: directory } = await createDataFolder(lifetime);
  const { manifestsDirectory, observer } = await createMeasuredManifests(directory);
  say('starting the system');
  const { replicas } = options;
  const system = await startSystem({ dataDirectory, replicas, manifestsDirectory, lifetime });
  const journeys = planJourneys(options);
  const walk = await openShop(system.addressOf('gateway'), journeys.ours, context);
  const ours = { system, walk, observer };
  const parts: Part[] = [];
  if (journeys.floor > 0) await withObserver(ours, context, (client) => countStatements(client, 'end'));
  await warmUp('ours', options['warm-up'], () => walk(noStep), context);
  if (journeys.floor > 0) {
    const floor = await openMeasuredFloor(ours, { journeys: journeys.floor, directory }, context);
    await warmUp('the floor', options['warm-up'], floor.walk, context);
    const sides = { ours, floor };
    if (asks(options, 'cpu')) parts.push(await findCpu(sides, options, context));
    if (asks(options, 'units')) parts.push(await findUnits(sides, options, context));
  }
  if (asks(options, 'latency')) parts.push(await findLatency(ours, options, context));
  const { rate, duration, unloaded, 'warm-up': warm, pairs, block, only } = options;
  return {
    settings: {
      ...(only === null ? {} : { only }),
      'warm-up journeys': warm,
      ...(only === 'latency' ? {} : { pairs, 'journeys in a block': block }),
      ...(asks(options, 'latency')
        ? { rate, 'duration in seconds': duration, 'unloaded journeys': unloaded }
        : {}),
      replicas,
    },
    rows: parts.flatMap(({ rows }) => rows),
    notes: [
      'A journey: sign-in, browse, recommendations, pet details, a view, a pet and food into the cart, order, until payment is confirmed; no think time, no retries, 60 customers.',
      'An operator restocks first: one pet for each journey.',
      ...parts.flatMap(({ notes }) => notes),
    ],
  };
}

/** Some journeys at once, until all have been walked. */
async function warmUp(
  what: string,
  count: number,
  walk: () => Promise<unknown>,
  { lifetime: { signal }, say }: RunContext,
): Promise<void> {
  say(`warming up ${what}: ${count} journeys`);
  let left = count;
  const walkOthers = async () => {
    for (; left > 0 && !signal.aborted; ) {
      left -= 1;
      await walk();
    }
  };
  await Promise.all(Array.from({ length: warmUpAtOnce }, walkOthers));
  signal.throwIfAborted();
}

async function findLatency(
  { system, walk }: MeasuredShop,
  options: JourneyOptions,
  { lifetime, say }: RunContext,
): Promise<Part> {
  const { rate, duration, unloaded } = options;
  const run = async (name: string, arrivals: readonly number[]): Promise<Phase> => {
    const phase = await measurePhase({ arrivals, walk, signal: lifetime.signal });
    const p95 = phase.journeys === null ? '' : `, p95 ${Math.round(phase.journeys.p95Ms)} ms`;
    say(`${name}: ${phase.completed} of ${phase.scheduled} journeys completed${p95}`);
    return phase;
  };
  const rest = () => delay(restMs, undefined, { signal: lifetime.signal });
  await rest();
  const quiet = await run('unloaded', planArrivals(unloadedRate, unloaded / unloadedRate));
  await rest();
  const atRest = await watchCpu(system, rest);
  const { result: loaded, ...underLoad } = await watchCpu(system, async () => {
    const phase = await run(`at ${rate}/s`, planArrivals(rate, duration));
    await rest();
    return phase;
  });
  const cpu = canObserveProcesses ? { atRest, underLoad } : null;
  return {
    rows: journeyRows({ unloaded: quiet, loaded, rate, cpu }),
    notes: [
      'Open loop: journeys begin on schedule even when earlier ones have not ended, and their latency counts from the scheduled time; that of a step counts from its first request.',
      'Confirmation is one look that waits for it. Fulfilment continues in the background and is not awaited.',
      ...[quiet, loaded].flatMap(({ failures }) => failureNotes(failures)),
    ],
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
