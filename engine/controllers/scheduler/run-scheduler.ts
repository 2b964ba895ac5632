import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Condition, Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import { type NodeCapacity, nodeName } from '../../api/objects/node-capacity.ts';
import { conditionOf, hasEnded, podStatusOf } from '../../api/objects/pod-status.ts';
import { timestampAt } from '../../api/objects/timestamp.ts';
import { keyOf, type ObjectChange, type ObjectStore } from '../../api/store/object-store.ts';
import { type Controller, Reconciler } from '../reconciler.ts';
import { addUse, decideFit, type NodeObservation, type NodeUse, unused } from './decide-fit.ts';
import { translateRequests } from './translate-requests.ts';

interface SchedulerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  readonly recordEvent: RecordEvent;
  readonly capacity: NodeCapacity;
}

const component = 'default-scheduler';
/** There is one queue: each pod that is placed leaves less room for the next. */
const queue = 'pods';

/** Puts pending pods on the node, oldest first, as long as it has room for what they request. */
export function createScheduler(options: SchedulerOptions): Controller {
  const { store, clock, logger } = options;
  return new Reconciler({
    name: component,
    store,
    clock,
    logger,
    keysOf: (change) => (mayPlace(change) ? [queue] : []),
    reconcile: () => schedule(options),
  });
}

/** Whether a pod came that waits for a place, or room for those that do. */
function mayPlace({ type, object, previous }: ObjectChange): boolean {
  if (object.kind === 'Node') return true;
  if (object.kind !== 'Pod') return false;
  const isPlaced = object.spec.nodeName !== undefined;
  if (!isPlaced) return type === 'ADDED';
  const hasLeft = type === 'DELETED' || hasEnded(object);
  return hasLeft && !(previous?.kind === 'Pod' && type === 'MODIFIED' && hasEnded(previous));
}

function schedule(options: SchedulerOptions): void {
  const { store, capacity } = options;
  const pods = store.list('Pod').filter((pod) => !hasEnded(pod));
  const isCordoned = store.get({ kind: 'Node', name: nodeName })?.spec.unschedulable === true;
  let used = pods
    .filter(({ spec }) => spec.nodeName !== undefined)
    .reduce<NodeUse>((sum, { spec }) => addUse(sum, translateRequests(spec)), unused);
  for (const pod of pods) {
    if (pod.spec.nodeName !== undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    if (place(pod, { capacity, used, isCordoned }, options)) used = addUse(used, translateRequests(pod.spec));
  }
}

function place(pod: Stored<'Pod'>, node: NodeObservation, options: SchedulerOptions): boolean {
  const { store, clock, recordEvent } = options;
  const decision = decideFit(translateRequests(pod.spec), node);
  const at = timestampAt(clock.now());
  if (decision.fits) {
    const placed = store.edit(keyOf(pod), (current) => ({
      ...current,
      spec: { ...current.spec, nodeName },
      status: withScheduled(current, { type: 'PodScheduled', status: 'True', lastTransitionTime: at }),
    }));
    const { name, namespace } = pod.metadata;
    const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
    recordEvent({ object: placed ?? pod, type: 'Normal', reason: 'Scheduled', message, component });
    return true;
  }
  const { message } = decision;
  const before = conditionOf(podStatusOf(pod), 'PodScheduled');
  if (before?.status === 'False' && before.message === message) return false;
  const condition: Condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: before?.status === 'False' ? (before.lastTransitionTime ?? at) : at,
  };
  store.edit(keyOf(pod), (current) => ({ ...current, status: withScheduled(current, condition) }));
  recordEvent({ object: pod, type: 'Warning', reason: 'FailedScheduling', message, component });
  return false;
}

function withScheduled(pod: Stored<'Pod'>, condition: Condition): Readonly<Record<string, unknown>> {
  const status = podStatusOf(pod);
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type);
  return { ...status, conditions: [...others, condition] };
}
