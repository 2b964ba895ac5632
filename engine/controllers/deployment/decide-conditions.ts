import { parseTimestamp } from '@petstore/chassis/time';
import type { Condition } from '../../api/objects/api-object.ts';
import { conditionOf } from '../../api/objects/pod-status.ts';

/** The numbers of a Deployment's status. */
export interface RolloutCounts {
  readonly replicas: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}

export interface ConditionsInput {
  readonly deployment: string;
  readonly wanted: number;
  readonly maxUnavailable: number;
  readonly isPaused: boolean;
  /** Null where lack of progress is no failure. */
  readonly progressDeadlineSeconds: number | null;
  /** The ReplicaSet of the wanted template, and what became of it in this step. */
  readonly current: { readonly name: string; readonly origin: 'created' | 'found' } | null;
  /** Whether this step rolled out; a change of scale says nothing about progress. */
  readonly isRollout: boolean;
  readonly counts: RolloutCounts;
  readonly before: { readonly counts: RolloutCounts; readonly conditions: readonly Condition[] };
  readonly nowMs: number;
  /** `nowMs` as objects carry it. */
  readonly now: string;
}

interface ConditionsDecision {
  readonly conditions: readonly Condition[];
  /** When lack of progress becomes a failure; null when it cannot. */
  readonly deadlineInMs: number | null;
}

type Said = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/**
 * What `kubectl rollout status` and `describe` read of a Deployment.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/deployment/progress.go
 */
export function decideConditions(input: ConditionsInput): ConditionsDecision {
  const { before, now, progressDeadlineSeconds } = input;
  const hasDeadline = progressDeadlineSeconds !== null;
  let conditions = before.conditions;
  for (const said of hasDeadline ? beginning(input) : []) conditions = setCondition(conditions, said, now);
  conditions = setCondition(conditions, availability(input), now);
  if (input.isRollout) {
    conditions = hasDeadline
      ? withProgress(conditions, input)
      : conditions.filter(({ type }) => type !== 'Progressing');
  }
  return { conditions, deadlineInMs: deadlineInMs(conditions, input) };
}

/** What is said before progress is looked at: a pause, its end, and the ReplicaSet that the rollout is about. */
function beginning({ before, isPaused, current }: ConditionsInput): readonly Said[] {
  const progressing = conditionOf(before, 'Progressing');
  const isKnownPaused = progressing?.reason === 'DeploymentPaused';
  const said: Said[] = [];
  if (progressing?.reason !== 'ProgressDeadlineExceeded') {
    if (isPaused && !isKnownPaused)
      said.push(progress('Unknown', 'DeploymentPaused', 'Deployment is paused'));
    if (!isPaused && isKnownPaused)
      said.push(progress('Unknown', 'DeploymentResumed', 'Deployment is resumed'));
  }
  if (current?.origin === 'created')
    said.push(progress('True', 'NewReplicaSetCreated', `Created new replica set "${current.name}"`));
  if (current?.origin === 'found' && progressing === undefined && said.length === 0)
    said.push(progress('True', 'FoundNewReplicaSet', `Found new replica set "${current.name}"`));
  return said;
}

function availability({ counts, wanted, maxUnavailable }: ConditionsInput): Said {
  return counts.available >= wanted - maxUnavailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function withProgress(conditions: readonly Condition[], input: ConditionsInput): readonly Condition[] {
  const { counts, current, deployment, now } = input;
  const condition = conditionOf({ conditions }, 'Progressing');
  const wasComplete = condition?.reason === 'NewReplicaSetAvailable';
  // Pods that come and go after a rollout is complete are no part of it.
  if (wasComplete && counts.replicas === counts.updated) return conditions;
  const subject = current === null ? `Deployment "${deployment}"` : `ReplicaSet "${current.name}"`;
  if (isComplete(input)) {
    const said = progress('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`);
    return setCondition(conditions, said, now);
  }
  if (hasProgressed(input)) {
    const said = progress('True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    const since = condition?.status === 'True' ? (condition.lastTransitionTime ?? now) : now;
    const others = conditions.filter(({ type }) => type !== 'Progressing');
    return [...others, { ...said, lastUpdateTime: now, lastTransitionTime: since }];
  }
  if (!hasTimedOut(condition, input)) return conditions;
  const said = progress('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`);
  return setCondition(conditions, said, now);
}

function isComplete({ counts, wanted }: ConditionsInput): boolean {
  return counts.updated === wanted && counts.replicas === wanted && counts.available === wanted;
}

function hasProgressed({ counts, before }: ConditionsInput): boolean {
  const old = counts.replicas - counts.updated;
  const oldBefore = before.counts.replicas - before.counts.updated;
  return (
    counts.updated > before.counts.updated ||
    old < oldBefore ||
    counts.ready > before.counts.ready ||
    counts.available > before.counts.available
  );
}

function hasTimedOut(
  condition: Condition | undefined,
  { progressDeadlineSeconds, nowMs }: ConditionsInput,
): boolean {
  if (condition === undefined || progressDeadlineSeconds === null) return false;
  if (condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return updatedAtMs(condition) + progressDeadlineSeconds * 1000 < nowMs;
}

/** Times are written in whole seconds: one more makes sure that the deadline has passed. */
const roundingMs = 1000;

function deadlineInMs(conditions: readonly Condition[], input: ConditionsInput): number | null {
  const { progressDeadlineSeconds, nowMs, isPaused } = input;
  const condition = conditionOf({ conditions }, 'Progressing');
  if (progressDeadlineSeconds === null || condition === undefined || isPaused) return null;
  const isOver =
    condition.reason === 'ProgressDeadlineExceeded' || condition.reason === 'NewReplicaSetAvailable';
  if (isOver || isComplete(input)) return null;
  return Math.max(0, updatedAtMs(condition) + progressDeadlineSeconds * 1000 - nowMs) + roundingMs;
}

function updatedAtMs({ lastUpdateTime = '' }: Condition): number {
  return parseTimestamp(lastUpdateTime) ?? 0;
}

function progress(status: Condition['status'], reason: string, message: string): Said {
  return { type: 'Progressing', status, reason, message };
}

/** Times move only with the status, and nothing moves while status and reason are the same. */
function setCondition(conditions: readonly Condition[], said: Said, now: string): readonly Condition[] {
  const before = conditionOf({ conditions }, said.type);
  if (before?.status === said.status && before.reason === said.reason) return conditions;
  const lastTransitionTime = before?.status === said.status ? (before.lastTransitionTime ?? now) : now;
  const others = conditions.filter(({ type }) => type !== said.type);
  return [...others, { ...said, lastUpdateTime: now, lastTransitionTime }];
}
