import { RecommenderError, requireNumber } from '../errors/index.ts';
import { filterLog, type InteractionLog } from '../interactions/index.ts';
import { createSeededRandom } from '../random/index.ts';

/** Training and test logs that share user and item indices. */
export interface Split {
  readonly train: InteractionLog;
  readonly test: InteractionLog;
}

/** Training: rows before the cutoff; test: rows from the cutoff on. Throws `input-invalid` if a row has no time. */
export function splitByTime(log: InteractionLog, cutoffMs: number): Split {
  requireTimes(log, 'The temporal protocol');
  const isBefore = (row: number) => (log.timesMs[row] ?? 0) < cutoffMs;
  return required(
    { train: filterLog(log, isBefore), test: filterLog(log, (row) => !isBefore(row)) },
    `There is nothing before or nothing after ${new Date(cutoffMs).toISOString()}.`,
  );
}

/** Cutoff time that leaves about the given share of the rows in the test. */
export function cutoffLeaving(log: InteractionLog, share: number): number {
  requireTimes(log, 'The temporal protocol');
  requireNumber('The share of the test', share, { least: 0, most: 1 });
  const sorted = log.timesMs.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * (1 - share)))] ?? 0;
}

/**
 * Test: the last item of each user with two or more items, by time; rows of equal time, or without times, are ordered
 * at random by the seed. All other rows of that user and item leave the training set too.
 */
export function splitLeaveOneOut(log: InteractionLog, { seed }: { readonly seed: number }): Split {
  const draws = drawOrder(log, seed);
  const last = new Map<number, number>();
  const isLater = (row: number, other: number) => {
    const difference = (log.timesMs[row] ?? 0) - (log.timesMs[other] ?? 0);
    return difference > 0 || (!(difference < 0) && (draws[row] ?? 0) > (draws[other] ?? 0));
  };
  for (const [row, user] of log.users.entries()) {
    const known = last.get(user);
    if (known === undefined || isLater(row, known)) last.set(user, row);
  }
  const counts = countDistinct(log);
  const isTest = (row: number) => {
    const user = log.users[row] ?? 0;
    return (counts.get(user) ?? 0) > 1 && log.items[row] === log.items[last.get(user) ?? row];
  };
  return required(
    { train: filterLog(log, (row) => !isTest(row)), test: filterLog(log, isTest) },
    'No user has two items, so none can be left out.',
  );
}

/**
 * Puts a random share of each user's distinct items into the test set, drawn by the seed: stratified by user, the usual
 * protocol.
 */
export function splitRandomly(
  log: InteractionLog,
  { testShare, seed }: { readonly testShare: number; readonly seed: number },
): Split {
  requireNumber('The share of the test', testShare, { least: 0, most: 1 });
  const random = createSeededRandom(seed);
  const itemsOf = new Map<number, Set<number>>();
  for (const [row, user] of log.users.entries()) {
    const items = itemsOf.get(user) ?? new Set();
    itemsOf.set(user, items.add(log.items[row] ?? 0));
  }
  const held = new Map<number, Set<number>>();
  for (const [user, items] of itemsOf) {
    const shuffled = random.shuffle([...items]);
    held.set(user, new Set(shuffled.slice(Math.round(shuffled.length * (1 - testShare)))));
  }
  const isTest = (row: number) => held.get(log.users[row] ?? 0)?.has(log.items[row] ?? 0) === true;
  return required(
    { train: filterLog(log, (row) => !isTest(row)), test: filterLog(log, isTest) },
    'There are too few rows to keep some for the test.',
  );
}

function required(split: Split, message: string): Split {
  if (split.train.users.length > 0 && split.test.users.length > 0) return split;
  throw new RecommenderError('data-too-small', message);
}

function requireTimes({ timesMs }: InteractionLog, who: string): void {
  if (timesMs.length === 0) throw new RecommenderError('data-too-small', 'There are no rows.');
  const row = timesMs.findIndex((timeMs) => Number.isNaN(timeMs));
  if (row >= 0)
    throw new RecommenderError('input-invalid', `${who} needs a time in every row; row ${row + 1} has none.`);
}

function countDistinct(log: InteractionLog): Map<number, number> {
  const pairs = new Set<number>();
  const counts = new Map<number, number>();
  for (const [row, user] of log.users.entries()) {
    const pair = user * log.itemNames.length + (log.items[row] ?? 0);
    if (pairs.has(pair)) continue;
    pairs.add(pair);
    counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  return counts;
}

function drawOrder(log: InteractionLog, seed: number): Uint32Array {
  return createSeededRandom(seed).shuffle(Uint32Array.from(log.users.keys()));
}
