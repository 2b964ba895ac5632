import { performance } from 'node:perf_hooks';
import { fitEase, fitUpdatableEase, usualRefitPolicy } from '@petstore/recommender/ease';
import { rowOf, type SparseMatrix, toSparseMatrix } from '@petstore/recommender/interactions';
import { createSeededRandom } from '@petstore/recommender/random';
import { type ScoringModel, selectTop } from '@petstore/recommender/ranking';
import { createLatencyRecorder } from '@petstore/shoppers/latency';
import type { RunContext } from '../benchmark.ts';
import type { BenchmarkRow, Goal } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';

const users = 20_000;
const historyLength = 30;
const listLength = 20;
const lists = 2_000;
const warmUps = 200;
/** Number of events between two full fits. */
const events = usualRefitPolicy.mostPending;
const sizeOfEvents = 4_000;
/** The advisor's default parameters. */
const kept = 300;

const fitGoals: Readonly<Record<number, number>> = { 1000: 0.5, 4000: 3, 10000: 35 };
const listGoals: Readonly<Record<number, number>> = { 1000: 2, 4000: 5, 10000: 10 };
const eventGoalMs = 10;

/** Measures fits, lists and events on random catalogues: speed depends on sizes, not on what users like. */
export async function measureSpeed(
  { sizes, seed }: { readonly sizes: readonly number[]; readonly seed: number },
  { lifetime, say }: RunContext,
): Promise<{ readonly rows: readonly BenchmarkRow[]; readonly notes: readonly string[] }> {
  const rows: BenchmarkRow[] = [];
  for (const size of sizes) {
    lifetime.signal.throwIfAborted();
    say(`speed at ${size} items`);
    const matrix = drawCatalogue(size, seed);
    const { model, seconds, cpuSeconds } = await timeFit(matrix, lifetime.signal);
    rows.push(row(`fit of ${size} items`, seconds, { unit: 's', most: fitGoals[size] }));
    rows.push(row(`fit of ${size} items: CPU of all threads`, cpuSeconds, { unit: 's' }));
    rows.push(...listRows(size, timeLists(model, matrix)));
    if (size === sizeOfEvents) rows.push(...(await eventRows(matrix, seed)));
  }
  return {
    rows,
    notes: [
      `Speeds: random catalogues, ${users} users with about ${historyLength} items each; a fit computes the Gram matrix, inverts it on every core and keeps ${kept} weights of each item.`,
      `A list: ${listLength} of all items for a history of ${historyLength}, in process. An event: from a purchase to the user's next list from the updated model; ${events} of them one after the other, as many as there are between two full fits.`,
      'CPU is what the work takes on an idle machine; the times are those of this machine under its load.',
    ],
  };
}

async function timeFit(matrix: SparseMatrix, signal: AbortSignal) {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const model = await fitEase(matrix, { kept, signal });
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { model, seconds, cpuSeconds: (user + system) / 1e6 };
}

function listRows(size: number, { p50Ms, p99Ms }: { readonly p50Ms: number; readonly p99Ms: number }) {
  return [
    row(`top ${listLength} of ${size} items: p50`, p50Ms, { unit: 'ms' }),
    row(`top ${listLength} of ${size} items: p99`, p99Ms, { unit: 'ms', most: listGoals[size] }),
  ];
}

function timeLists(model: ScoringModel, matrix: SparseMatrix) {
  const recorder = createLatencyRecorder();
  const scores = new Float64Array(model.itemCount);
  for (let list = -warmUps; list < lists; list += 1) {
    const startedAt = performance.now();
    recommend(model, rowOf(matrix, list + warmUps), scores);
    if (list >= 0) recorder.record(performance.now() - startedAt);
  }
  return recorder.summarize();
}

function recommend(model: ScoringModel, items: Uint32Array, scores: Float64Array): readonly number[] {
  const owned = new Set(items);
  model.score({ items }, scores);
  return selectTop(scores, { count: listLength, isExcluded: (item) => owned.has(item) });
}

async function eventRows(matrix: SparseMatrix, seed: number): Promise<BenchmarkRow[]> {
  const model = await fitUpdatableEase(matrix);
  const random = createSeededRandom(seed);
  const recorder = createLatencyRecorder();
  const scores = new Float64Array(model.itemCount);
  const cpuBefore = process.cpuUsage();
  for (let event = 0; event < events; event += 1) {
    const user = random.below(users);
    const column = random.below(model.itemCount);
    const startedAt = performance.now();
    model.apply({ user, column, kind: 'added' });
    recommend(model, Uint32Array.from([...rowOf(matrix, user), column]), scores);
    recorder.record(performance.now() - startedAt);
  }
  const { p50Ms, p99Ms } = recorder.summarize();
  const { user: userTime, system } = process.cpuUsage(cpuBefore);
  const drift = model.measureDrift({ columns: 8, seed });
  const at = `${model.itemCount} items`;
  return [
    row(`event to effect at ${at}: p50`, p50Ms, { unit: 'ms' }),
    row(`event to effect at ${at}: p99`, p99Ms, { unit: 'ms', most: eventGoalMs }),
    row(`event to effect at ${at}: CPU, mean`, (userTime + system) / 1_000 / events, { unit: 'ms' }),
    createRow({ metric: `drift after ${events} events at ${at}`, value: drift, unit: 'of 1' }),
  ];
}

function row(
  metric: string,
  value: number,
  { unit, most }: { readonly unit: string; readonly most?: number | undefined },
): BenchmarkRow {
  const goal: Goal | null = most === undefined ? null : { of: 'value', relation: '<=', bound: most };
  return createRow({ metric, value, unit, goal });
}

/** Popularity of items is skewed. */
function drawCatalogue(size: number, seed: number): SparseMatrix {
  const random = createSeededRandom(seed);
  const rows = Int32Array.from({ length: users * historyLength }, (_, cell) =>
    Math.floor(cell / historyLength),
  );
  const columns = Int32Array.from(rows, () => Math.floor(size * random.next() ** 2));
  return toSparseMatrix({ rows, columns }, { rowCount: users, columnCount: size });
}
