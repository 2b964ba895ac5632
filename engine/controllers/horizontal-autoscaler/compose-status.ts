import type { Condition } from '../../api/objects/api-object.ts';
import type { SetCondition, SyncReport } from './report-sync.ts';

type Status = Readonly<Record<string, unknown>>;

/** The status after a sync; what the sync does not speak of stays. */
export function composeStatus(
  before: Status | undefined,
  report: SyncReport,
  { at, generation }: { readonly at: string; readonly generation: number | undefined },
): Status {
  const { conditions, currentReplicas, desiredReplicas, currentMetrics, isRescaled } = report;
  return {
    ...before,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(isRescaled ? { lastScaleTime: at } : {}),
    currentReplicas: currentReplicas ?? before?.['currentReplicas'] ?? 0,
    desiredReplicas: desiredReplicas ?? before?.['desiredReplicas'] ?? 0,
    currentMetrics: currentMetrics ?? before?.['currentMetrics'] ?? [],
    conditions: conditions.reduce((all, each) => setCondition(all, each, at), conditionsIn(before)),
  };
}

function conditionsIn(status: Status | undefined): readonly Condition[] {
  const conditions: unknown = status?.['conditions'];
  return Array.isArray(conditions) ? conditions : [];
}

/** The time is that of the last change of `status`, not of the words. */
function setCondition(conditions: readonly Condition[], set: SetCondition, at: string): readonly Condition[] {
  const index = conditions.findIndex(({ type }) => type === set.type);
  const before = conditions[index];
  const since = before?.status === set.status ? before.lastTransitionTime : undefined;
  const written = { ...set, lastTransitionTime: since ?? at };
  return before === undefined ? [...conditions, written] : conditions.with(index, written);
}
