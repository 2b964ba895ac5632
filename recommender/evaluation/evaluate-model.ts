import { setImmediate } from 'node:timers/promises';
import { RecommenderError, requireWhole } from '../errors/index.ts';
import { countColumns } from '../interactions/index.ts';
import { type ScoringModel, selectTop, type Taste } from '../ranking/index.ts';
import { bootstrapMean, type Interval } from './bootstrap-mean.ts';
import { type ListQuality, measureList } from './measure-list.ts';
import type { EvaluationCase, PreparedSplit } from './prepare-cases.ts';

export interface Measure {
  readonly mean: number;
  /** 95 % bootstrap interval over users. */
  readonly interval: Interval;
}

export interface Evaluation {
  readonly k: number;
  readonly users: number;
  readonly ndcg: Measure;
  /** Hits divided by the number of relevant items. */
  readonly recall: Measure;
  /** Hits divided by the smaller of `k` and the number of relevant items. */
  readonly recallAtMost: Measure;
  /** Share of users with at least one hit. */
  readonly hitRate: Measure;
  /** Share of the training items that appear in at least one recommendation list. */
  readonly coverage: number;
  /** Mean self-information of the recommended items in bits: -log2 of the share of users who took the item. */
  readonly novelty: number;
  /** nDCG of each case in order, for paired comparisons. */
  readonly ndcgByCase: Float64Array;
}

export interface EvaluationOptions {
  readonly k: number;
  /** Seed of the bootstrap. */
  readonly seed: number;
  /** What the model gets to know about a user; by default the user's training items only. */
  readonly tasteOf?: ((one: EvaluationCase) => Taste) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
}

const casesBetweenPauses = 128;

/**
 * Ranks all items that a user does not have, for each evaluated user. Sampled negatives are not supported because they
 * order models inconsistently (Krichene, Rendle 2020). Throws `data-too-small` if there is no user to evaluate.
 */
export async function evaluateModel(
  model: ScoringModel,
  { matrix, cases }: PreparedSplit,
  options: EvaluationOptions,
): Promise<Evaluation> {
  const { k, signal, onProgress, tasteOf = ({ history }) => ({ items: history }) } = options;
  requireWhole('k', k, { least: 1 });
  if (cases.length === 0)
    throw new RecommenderError('data-too-small', 'No user has a history and a new item in the test.');
  const counts = countColumns(matrix);
  const scores = new Float64Array(model.itemCount);
  const recommended = createSurvey(counts, countUsers(matrix.rowStarts));
  const qualities: ListQuality[] = [];
  for (const [at, one] of cases.entries()) {
    model.score(tasteOf(one), scores);
    const owned = new Set(one.history);
    const list = selectTop(scores, { count: k, isExcluded: (item) => owned.has(item) });
    recommended.add(list);
    qualities.push(measureList(list, one.relevant, k));
    if ((at + 1) % casesBetweenPauses !== 0) continue;
    signal?.throwIfAborted();
    onProgress?.((at + 1) / cases.length);
    await setImmediate();
  }
  return { k, users: cases.length, ...summarize(qualities, options.seed), ...recommended.summarize() };
}

function summarize(qualities: readonly ListQuality[], seed: number) {
  const measure = (read: (quality: ListQuality) => number): Measure =>
    bootstrapMean(Float64Array.from(qualities, read), { seed });
  return {
    ndcg: measure(({ ndcg }) => ndcg),
    recall: measure(({ recall }) => recall),
    recallAtMost: measure(({ recallAtMost }) => recallAtMost),
    hitRate: measure(({ hit }) => hit),
    ndcgByCase: Float64Array.from(qualities, ({ ndcg }) => ndcg),
  };
}

/** Collects coverage and novelty. */
function createSurvey(counts: Uint32Array, users: number) {
  const seen = new Uint8Array(counts.length);
  let surprise = 0;
  let places = 0;
  return {
    add(list: readonly number[]) {
      for (const item of list) {
        seen[item] = 1;
        // An item without any user counts like an item with one.
        surprise -= Math.log2(Math.max(1, counts[item] ?? 0) / Math.max(1, users));
        places += 1;
      }
    },
    summarize: () => ({
      coverage: sumOf(seen) / Math.max(1, counts.filter((count) => count > 0).length),
      novelty: places === 0 ? 0 : surprise / places,
    }),
  };
}

function countUsers(rowStarts: Uint32Array): number {
  let users = 0;
  for (let row = 1; row < rowStarts.length; row += 1) {
    if ((rowStarts[row] ?? 0) > (rowStarts[row - 1] ?? 0)) users += 1;
  }
  return users;
}

function sumOf(numbers: Uint8Array): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
