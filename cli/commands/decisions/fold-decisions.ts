import type { KeptDecision } from '@petstore/engine/controllers/horizontal-autoscaler';

/** Decisions of one autoscaler that came to the same, one after the other. */
export interface FoldedDecision {
  readonly latest: KeptDecision;
  readonly since: string;
  readonly count: number;
}

/** Folds what repeats: the same numbers of replicas for the same metrics, none of which changed what it asks for. */
export function foldDecisions(decisions: readonly KeptDecision[]): readonly FoldedDecision[] {
  const folded: FoldedDecision[] = [];
  const latestOf = new Map<string, number>();
  for (const decision of decisions) {
    const index = latestOf.get(decision.uid);
    const before = index === undefined ? undefined : folded[index];
    if (index !== undefined && before !== undefined && gist(before.latest) === gist(decision)) {
      folded[index] = { ...before, latest: decision, count: before.count + 1 };
      continue;
    }
    latestOf.set(decision.uid, folded.length);
    folded.push({ latest: decision, since: decision.at, count: 1 });
  }
  return folded;
}

function gist({ from, to, metrics, behavior }: KeptDecision): string {
  const asked = metrics.map(({ name, result }) => [name, 'error' in result ? result.error : result.replicas]);
  return JSON.stringify([from, to, asked, behavior?.stabilized, behavior?.limit]);
}
