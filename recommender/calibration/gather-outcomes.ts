import type { EvaluationCase } from '../evaluation/index.ts';
import { type ScoringModel, selectTop, type Taste } from '../ranking/index.ts';
import type { RankedOutcome } from './fit-confidence.ts';

export interface GatherOptions {
  /** List length: items per user that count; 20 by default. */
  readonly count?: number | undefined;
  readonly tasteOf?: ((one: EvaluationCase) => Taste) | undefined;
}

/** Ranks items for each user and records which of them the user took afterwards. */
export function gatherOutcomes(
  model: ScoringModel,
  cases: readonly EvaluationCase[],
  { count = 20, tasteOf = ({ history }) => ({ items: history }) }: GatherOptions = {},
): readonly RankedOutcome[] {
  const scores = new Float64Array(model.itemCount);
  return cases.flatMap((one) => {
    model.score(tasteOf(one), scores);
    const owned = new Set(one.history);
    const list = selectTop(scores, { count, isExcluded: (item) => owned.has(item) });
    return list.map((item) => ({
      score: scores[item] ?? 0,
      historyLength: one.history.length,
      isHit: one.relevant.has(item),
    }));
  });
}
