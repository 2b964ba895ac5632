import { parseTimestamp } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import { isReady, podStatusOf, readySinceMs } from '../../api/objects/pod-status.ts';
import type { PodObservation } from './decide-pods.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

export function observePod(pod: Stored<'Pod'>): PodObservation {
  const { name, uid, annotations = {}, creationTimestamp } = pod.metadata;
  const { phase = 'Pending', containerStatuses = [] } = podStatusOf(pod);
  return {
    name,
    uid,
    isScheduled: (pod.spec.nodeName ?? '') !== '',
    phase: phase === 'Running' || phase === 'Pending' ? phase : 'Unknown',
    isReady: isReady(pod),
    readySinceMs: readySinceMs(pod),
    deletionCost: integer(annotations[deletionCost]),
    restarts: Math.max(0, ...containerStatuses.map(({ restartCount }) => restartCount)),
    createdAtMs: parseTimestamp(creationTimestamp) ?? 0,
  };
}

/** An annotation that is not a number counts as 0. */
function integer(text: string | undefined): number {
  return text !== undefined && /^-?\d{1,10}$/.test(text) ? Number(text) : 0;
}
