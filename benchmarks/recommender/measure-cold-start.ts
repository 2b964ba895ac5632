import { fitEase } from '@petstore/recommender/ease';
import {
  type EvaluationCase,
  evaluateModel,
  type PreparedSplit,
  prepareCases,
  type Split,
} from '@petstore/recommender/evaluation';
import { type InteractionLog, mergeLogs, toSparseMatrix } from '@petstore/recommender/interactions';
import { fitPopularity } from '@petstore/recommender/popularity';
import type { ScoringModel, Taste } from '@petstore/recommender/ranking';
import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';

/** Candidate weights of a profile attribute relative to an item. */
const scales = [0.3, 1, 3, 10];
const k = 10;

interface ColdStartOptions {
  /** Attributes of each user, as the items of a log of their own. */
  readonly profiles: InteractionLog;
  readonly lambda: number;
  readonly seed: number;
}

interface Attributes {
  readonly count: number;
  readonly ofUser: ReadonlyMap<number, readonly number[]>;
}

/**
 * Measures customers without history: the attributes of their profiles are pseudo-items in EASE's matrix, with a weight
 * chosen on the validation set. The baseline is popularity.
 */
export async function measureColdStart(
  { test, validation }: { readonly test: Split; readonly validation: Split },
  { profiles, lambda, seed }: ColdStartOptions,
): Promise<{ readonly rows: readonly BenchmarkRow[]; readonly notes: readonly string[] }> {
  const attributes = readAttributes(profiles, test.train);
  const ndcgOf = async (model: ScoringModel, prepared: PreparedSplit) => {
    const tasteOf = ({ user }: EvaluationCase): Taste => ({
      items: [],
      attributes: attributes.ofUser.get(user) ?? [],
    });
    return (await evaluateModel(model, prepared, { k, seed, tasteOf })).ndcg;
  };
  const tried = prepareCases(validation, 'newcomers');
  let best = { scale: 1, ndcg: -1 };
  for (const scale of scales) {
    const { mean } = await ndcgOf(await fitWithProfiles(tried, attributes, { lambda, scale }), tried);
    if (mean > best.ndcg) best = { scale, ndcg: mean };
  }
  const asked = prepareCases(test, 'newcomers');
  const popularity = await ndcgOf(
    fitPopularity({ itemCount: asked.matrix.columnCount, items: asked.matrix.columns }),
    asked,
  );
  const ease = await ndcgOf(await fitWithProfiles(asked, attributes, { lambda, scale: best.scale }), asked);
  const row = (metric: string, value: number, baseline: number | null) =>
    createRow({ metric: `Online Retail, newcomers, ${metric}: nDCG@${k}`, value, unit: 'share', baseline });
  const interval = ease.interval.map((bound) => bound.toFixed(4)).join(' to ');
  return {
    rows: [row('popularity', popularity.mean, null), row('ease by country', ease.mean, popularity.mean)],
    notes: [
      `Newcomers: ${asked.cases.length} customers whose first order is in the test, known by their country alone; an attribute weighs ${best.scale}, the best of ${scales.join(', ')} on the validation; 95% from ${interval}.`,
    ],
  };
}

/** Adds a column for each attribute behind the columns of the items. */
async function fitWithProfiles(
  { matrix }: PreparedSplit,
  attributes: Attributes,
  { lambda, scale }: { readonly lambda: number; readonly scale: number },
): Promise<ScoringModel> {
  const cells = { rows: [] as number[], columns: [] as number[] };
  for (let row = 0; row < matrix.rowCount; row += 1) {
    const taken = matrix.columns.subarray(matrix.rowStarts[row], matrix.rowStarts[row + 1]);
    if (taken.length === 0) continue;
    const own = (attributes.ofUser.get(row) ?? []).map((attribute) => matrix.columnCount + attribute);
    for (const column of [...taken, ...own]) {
      cells.rows.push(row);
      cells.columns.push(column);
    }
  }
  const size = { rowCount: matrix.rowCount, columnCount: matrix.columnCount + attributes.count };
  return fitEase(toSparseMatrix(cells, size), {
    lambda,
    attributeCount: attributes.count,
    attributeScale: scale,
  });
}

function readAttributes(profiles: InteractionLog, users: InteractionLog): Attributes {
  const { second } = mergeLogs(users, profiles);
  // Attribute names have a prefix of their own, because merging sorts them among the items.
  const places = new Map<number, number>();
  const ofUser = new Map<number, number[]>();
  for (const [row, user] of second.users.entries()) {
    const name = second.items[row] ?? 0;
    const attribute = places.get(name) ?? places.size;
    places.set(name, attribute);
    const own = ofUser.get(user) ?? [];
    if (!own.includes(attribute)) ofUser.set(user, [...own, attribute]);
  }
  return { count: places.size, ofUser };
}
