import { parseTimestamp } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import { conditionOf, podStatusOf } from '../../api/objects/pod-status.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { matchesSelector, milliOf } from '../../manifests/index.ts';
import type { LabelSelector } from '../../schemas/label-selector.ts';
import type { ObservedPod } from './group-pods.ts';
import type { TranslatedAutoscaler } from './translate-autoscaler.ts';

/** The scale subresource of a target. */
export interface ObservedScale {
  readonly replicas: number;
  readonly statusReplicas: number;
  readonly selector: LabelSelector;
}

/** Null where there is no such object. */
export function observeScale(
  store: Pick<ObjectStore, 'get'>,
  namespace: string | undefined,
  { kind, name }: TranslatedAutoscaler['target'],
): ObservedScale | null {
  const target = store.get({ kind, name, namespace });
  if (target === undefined) return null;
  const { replicas = 1, selector } = target.spec;
  const statusReplicas = target.status?.['replicas'];
  return { replicas, selector, statusReplicas: typeof statusReplicas === 'number' ? statusReplicas : 0 };
}

/** The pods that a selector chooses, whatever state they are in. */
export function selectPods(
  store: Pick<ObjectStore, 'list'>,
  namespace: string | undefined,
  selector: LabelSelector,
): readonly Stored<'Pod'>[] {
  return store
    .list('Pod', namespace)
    .filter(({ metadata }) => matchesSelector(selector, metadata.labels ?? {}));
}

/** A pod without what it requests, which differs by metric. Times are seconds from now: earlier ones are negative. */
export type PodState = Omit<ObservedPod, 'requestMilli'>;

export function observePod(pod: Stored<'Pod'>, nowMs: number): PodState {
  const status = podStatusOf(pod);
  const ready = conditionOf(status, 'Ready');
  return {
    name: pod.metadata.name,
    phase: status.phase ?? 'Pending',
    ready: ready?.status ?? null,
    startSeconds: secondsFrom(status.startTime, nowMs),
    readyTransitionSeconds: secondsFrom(ready?.lastTransitionTime, nowMs),
    isDeleting: pod.metadata.deletionTimestamp !== undefined,
  };
}

function secondsFrom(timestamp: string | undefined, nowMs: number): number | null {
  const ms = parseTimestamp(timestamp ?? '');
  return ms === null ? null : (ms - nowMs) / 1_000;
}

/** What a pod requests of a resource, or the first container that requests none of it. */
export type PodRequest = { readonly milli: number } | { readonly lackedBy: string };

/** Of one container where it is named. */
export function requestOf({ spec }: Stored<'Pod'>, resource: string, container: string | null): PodRequest {
  let milli = 0;
  for (const { name, resources } of spec.containers) {
    if (container !== null && name !== container) continue;
    const requests: Readonly<Record<string, string | number>> = resources?.requests ?? {};
    const request = milliOf(requests[resource] ?? '');
    if (request === null) return { lackedBy: name };
    milli += request;
  }
  return { milli };
}
