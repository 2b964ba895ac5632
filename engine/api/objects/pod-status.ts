import { parseTimestamp } from '@petstore/chassis/time';
import type { Condition, Stored } from './api-object.ts';

/** What the kubelet and the scheduler say of a pod, as far as others read it. */
export interface PodStatus {
  readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  readonly conditions?: readonly Condition[];
  readonly containerStatuses?: readonly { readonly name: string; readonly restartCount: number }[];
  readonly startTime?: string;
}

/** The kubelet alone writes it, and the HTTP face lets nobody else write the status of a pod. */
export function podStatusOf({ status = {} }: Pick<Stored<'Pod'>, 'status'>): PodStatus {
  return status as PodStatus;
}

export function conditionOf(
  { conditions = [] }: { readonly conditions?: readonly Condition[] },
  type: string,
): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

export function hasEnded(pod: Stored<'Pod'>): boolean {
  const { phase } = podStatusOf(pod);
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Neither ended nor asked to end. */
export function isActive(pod: Stored<'Pod'>): boolean {
  return pod.metadata.deletionTimestamp === undefined && !hasEnded(pod);
}

/** Null while it is not ready. */
export function readySinceMs(pod: Stored<'Pod'>): number | null {
  const ready = conditionOf(podStatusOf(pod), 'Ready');
  return ready?.status === 'True' ? parseTimestamp(ready.lastTransitionTime ?? '') : null;
}

export function isReady(pod: Stored<'Pod'>): boolean {
  return conditionOf(podStatusOf(pod), 'Ready')?.status === 'True';
}

/**
 * How long until a ready pod counts as available; null while it is not ready.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/api/v1/pod/util.go
 */
export function availableInMs(pod: Stored<'Pod'>, minReadySeconds: number, nowMs: number): number | null {
  if (!isReady(pod)) return null;
  if (minReadySeconds === 0) return 0;
  const sinceMs = readySinceMs(pod);
  return sinceMs === null ? null : Math.max(0, sinceMs + minReadySeconds * 1000 - nowMs);
}
