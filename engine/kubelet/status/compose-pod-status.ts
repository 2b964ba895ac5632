import type { Condition } from '../../api/objects/api-object.ts';
import { timestampAt } from '../../api/objects/timestamp.ts';
import { nodeAddress } from '../containers/pod-fields.ts';
import type { ContainerRecord, TerminatedState } from './container-record.ts';
import type { QosClass } from './qos-class.ts';

/** What the kubelet knows of a pod that it runs. */
export interface PodObservation {
  readonly uid: string;
  readonly qosClass: QosClass;
  readonly startedAtMs: number;
  /** Its volumes are mounted and its ports taken. */
  readonly isPrepared: boolean;
  /** No process of it is left, and none will be started. */
  readonly isOver: boolean;
  readonly initContainers: readonly ContainerRecord[];
  readonly containers: readonly ContainerRecord[];
  /** Stands for every image. */
  readonly appDirectory: string;
}

type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/**
 * A pod's status as the kubelet writes it; conditions that others set are kept, and a condition that stays what it is
 * keeps the time of its last change.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/kubelet_pods.go
 */
export function composePodStatus(
  observed: PodObservation,
  previous: readonly Condition[],
  nowMs: number,
): Readonly<Record<string, unknown>> {
  const { initContainers, containers, startedAtMs, isPrepared, qosClass } = observed;
  const phase = phaseOf(observed);
  const conditions = datedConditions(conditionsOf(observed, phase), previous, timestampAt(nowMs));
  const statusOf = (record: ContainerRecord) => containerStatus(record, observed);
  return {
    phase,
    conditions,
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    ...(isPrepared ? { podIP: nodeAddress, podIPs: [{ ip: nodeAddress }] } : {}),
    startTime: timestampAt(startedAtMs),
    ...(initContainers.length === 0 ? {} : { initContainerStatuses: initContainers.map(statusOf) }),
    containerStatuses: containers.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(statusOf),
    qosClass,
  };
}

/** Of a pod whose containers are always restarted. */
function phaseOf({ isOver, initContainers, containers }: PodObservation): PodPhase {
  if (isOver) {
    const hasFailed = [...initContainers, ...containers].some(
      (record) => (endOf(record)?.exitCode ?? 1) !== 0,
    );
    return hasFailed ? 'Failed' : 'Succeeded';
  }
  if (!initContainers.every(hasCompleted)) return 'Pending';
  const isWaiting = ({ state, last }: ContainerRecord) => state.value === 'waiting' && last === null;
  return containers.some(isWaiting) ? 'Pending' : 'Running';
}

function endOf({ state, last }: ContainerRecord): TerminatedState | null {
  return state.value === 'terminated' ? state : last;
}

function hasCompleted({ state }: ContainerRecord): boolean {
  return state.value === 'terminated' && state.exitCode === 0;
}

function conditionsOf(observed: PodObservation, phase: PodPhase): readonly Condition[] {
  const { isPrepared, isOver, initContainers, containers } = observed;
  const uninitialized = initContainers.filter((record) => !hasCompleted(record)).map(({ name }) => name);
  const unready = containers.filter(({ isReady }) => !isReady).map(({ name }) => name);
  const readiness = () => {
    if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' } as const;
    if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' } as const;
    return outcome(unready, 'ContainersNotReady', 'containers with unready status');
  };
  return [
    { type: 'PodReadyToStartContainers', status: isPrepared && !isOver ? 'True' : 'False' },
    {
      type: 'Initialized',
      ...outcome(uninitialized, 'ContainersNotInitialized', 'containers with incomplete status'),
    },
    { type: 'Ready', ...readiness() },
    { type: 'ContainersReady', ...readiness() },
    { type: 'PodScheduled', status: 'True' },
  ];
}

function outcome(missing: readonly string[], reason: string, what: string): Omit<Condition, 'type'> {
  if (missing.length === 0) return { status: 'True' };
  return { status: 'False', reason, message: `${what}: [${missing.join(' ')}]` };
}

function datedConditions(
  conditions: readonly Condition[],
  previous: readonly Condition[],
  now: string,
): readonly Condition[] {
  const dated = conditions.map((condition) => {
    const before = previous.find(({ type }) => type === condition.type);
    const isSame = before?.status === condition.status;
    // The scheduler's own.
    if (isSame && condition.type === 'PodScheduled') return before;
    return { ...condition, lastTransitionTime: isSame ? (before.lastTransitionTime ?? now) : now };
  });
  const others = previous.filter(({ type }) => !conditions.some((condition) => condition.type === type));
  return [...dated, ...others];
}

function containerStatus(record: ContainerRecord, { uid, appDirectory }: PodObservation): object {
  const { name, image, state, last, isStarted, isReady, restarts, run } = record;
  const idOf = (which: number) => `process://${uid}/${name}/${which}`;
  return {
    name,
    image,
    imageID: run === 0 ? '' : `file://${appDirectory}`,
    ...(run === 0 ? {} : { containerID: idOf(run) }),
    ready: isReady,
    started: isStarted,
    restartCount: restarts,
    state: stateOf(state, idOf),
    lastState: last === null ? {} : stateOf(last, idOf),
  };
}

function stateOf(state: ContainerRecord['state'], idOf: (run: number) => string): object {
  switch (state.value) {
    case 'waiting': {
      const { reason, message } = state;
      return { waiting: { reason, ...(message === null ? {} : { message }) } };
    }
    case 'running':
      return { running: { startedAt: timestampAt(state.startedAtMs) } };
    case 'terminated': {
      const { exitCode, signal, reason, message, startedAtMs, finishedAtMs, run } = state;
      return {
        terminated: {
          exitCode,
          ...(signal === null ? {} : { signal }),
          reason,
          ...(message === null ? {} : { message }),
          startedAt: timestampAt(startedAtMs),
          finishedAt: timestampAt(finishedAtMs),
          containerID: idOf(run),
        },
      };
    }
  }
}
