import { constants } from 'node:os';
import { parseTimestamp } from '@petstore/chassis/time';
import type { DeploymentStatus, PodStatus } from '../../api/control/index.ts';
import type { Condition, Stored } from '../../api/objects/api-object.ts';
import { controllerOf } from '../../api/objects/owner-references.ts';
import { podPortsOf } from '../../api/objects/pod-ports.ts';
import { conditionOf, isReady } from '../../api/objects/pod-status.ts';
import { deploymentStatusOf } from '../../api/objects/workload-status.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import type { ContainerOnMachine, PodProcesses } from '../../kubelet/index.ts';

/** What the kubelet knows of pods and no object says. */
export interface RunningPods {
  readonly pods: readonly PodProcesses[];
}

interface DeploymentViewOptions {
  readonly store: Pick<ObjectStore, 'list'>;
  readonly kubelet: RunningPods;
  /** Only its Deployments; all where it is absent. */
  readonly namespace?: string;
}

/** A Deployment with the pods that are its own, as the objects say. */
export interface ViewedDeployment {
  readonly deployment: Stored<'Deployment'>;
  /** Of all its ReplicaSets. */
  readonly pods: readonly Stored<'Pod'>[];
  /** Those of the current template. */
  readonly current: readonly Stored<'Pod'>[];
}

/** Every Deployment with its pods, in the order of the objects. */
export function viewDeployments({ store }: Pick<DeploymentViewOptions, 'store'>): ViewedDeployment[] {
  const podsOf = groupByOwner(store.list('Pod'));
  const replicaSetsOf = groupByOwner(store.list('ReplicaSet'));
  return store.list('Deployment').map((deployment) => {
    const replicaSets = replicaSetsOf.get(deployment.metadata.uid) ?? [];
    const revision = revisionOf(deployment);
    const current = replicaSets.filter((each) => revisionOf(each) === revision);
    const podsOfAll = (sets: readonly Stored<'ReplicaSet'>[]) =>
      sets.flatMap(({ metadata }) => podsOf.get(metadata.uid) ?? []);
    return { deployment, pods: podsOfAll(replicaSets), current: podsOfAll(current) };
  });
}

function groupByOwner<Kind extends 'Pod' | 'ReplicaSet'>(
  objects: readonly Stored<Kind>[],
): ReadonlyMap<string, readonly Stored<Kind>[]> {
  const groups = new Map<string, Stored<Kind>[]>();
  for (const object of objects) {
    const owner = controllerOf(object.metadata)?.uid;
    if (owner === undefined) continue;
    const group = groups.get(owner);
    if (group === undefined) groups.set(owner, [object]);
    else group.push(object);
  }
  return groups;
}

function revisionOf({ metadata }: Stored<'Deployment' | 'ReplicaSet'>): string | undefined {
  return metadata.annotations?.['deployment.kubernetes.io/revision'];
}

/** The Deployments and their pods as the control API shows them. */
export function describeDeployments({
  store,
  kubelet,
  namespace,
}: DeploymentViewOptions): DeploymentStatus[] {
  const processes = new Map(kubelet.pods.map((pod) => [pod.uid, pod]));
  const viewed = viewDeployments({ store }).filter(
    ({ deployment }) => namespace === undefined || deployment.metadata.namespace === namespace,
  );
  return viewed.map(({ deployment, pods }) => {
    const { replicas: wanted = 1, template } = deployment.spec;
    const { updatedReplicas = 0, availableReplicas = 0 } = deploymentStatusOf(deployment);
    return {
      name: deployment.metadata.name,
      wanted,
      ready: pods.filter((pod) => isReady(pod) && !isEnding(pod)).length,
      updated: updatedReplicas,
      available: availableReplicas,
      rollout: rolloutOf(deployment),
      image: template.spec.containers[0]?.image ?? '',
      pods: pods.map((pod) => describePod(pod, processes.get(pod.metadata.uid))),
    };
  });
}

export function isEnding({ metadata }: Stored<'Pod'>): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/**
 * Where a rollout stands, by the same reading of the status as `kubectl rollout status`.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 */
export function rolloutOf(deployment: Stored<'Deployment'>): DeploymentStatus['rollout'] {
  const status = deploymentStatusOf(deployment);
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const { replicas: wanted = 1, progressDeadlineSeconds = 600 } = deployment.spec;
  const counts = `${availableReplicas} of ${wanted} current pods available`;
  if (observedGeneration < (deployment.metadata.generation ?? 1))
    return { phase: 'progressing', reason: 'waiting for the change to be observed' };
  if (updatedReplicas === wanted && replicas === updatedReplicas && availableReplicas === updatedReplicas)
    return { phase: 'complete', reason: counts };
  const leaving = replicas - updatedReplicas;
  const rest = leaving > 0 ? `${counts}, ${leaving} still to go` : counts;
  if (conditionOf(status, 'Progressing')?.reason !== 'ProgressDeadlineExceeded')
    return { phase: 'progressing', reason: rest };
  return { phase: 'stalled', reason: `${rest}; no progress for more than ${progressDeadlineSeconds} s` };
}

/** What the kubelet writes of each container. */
interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason: string; readonly message?: string };
    readonly running?: { readonly startedAt: string };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

interface Terminated {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason: string;
  readonly message?: string;
  readonly finishedAt: string;
}

interface WrittenStatus {
  readonly phase?: string;
  readonly startTime?: string;
  readonly conditions?: readonly Condition[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

/** What a pod's status says, in the words of `petstore`. */
export interface PodSummary {
  readonly phase: PodStatus['phase'];
  readonly isReady: boolean;
  readonly restarts: number;
  /** Ends and failed starts of all containers. */
  readonly failures: number;
  readonly lastExit: PodStatus['lastExit'];
  readonly message: string | null;
}

export function summarizePod(pod: Stored<'Pod'>): PodSummary {
  const status: WrittenStatus = pod.status ?? {};
  const { initContainerStatuses: inits = [], containerStatuses: mains = [] } = status;
  const all = [...inits, ...mains];
  const waiting = all.map(({ state }) => state?.waiting).find((each) => each?.message !== undefined);
  const ended = all
    .map(({ state, lastState }) => state?.terminated ?? lastState?.terminated)
    .filter((each) => each !== undefined && each.reason !== 'Completed')
    .at(-1);
  return {
    phase: phaseOf(pod, status),
    isReady: isReady(pod) && !isEnding(pod),
    restarts: mains.reduce((sum, { restartCount }) => sum + restartCount, 0),
    failures: all.reduce((sum, { restartCount }) => sum + restartCount, 0),
    lastExit: ended === undefined ? null : exitOf(ended),
    message: isReady(pod) ? null : reasonOf({ status, waiting, ended }),
  };
}

interface UnreadyPod {
  readonly status: WrittenStatus;
  readonly waiting: { readonly message?: string } | undefined;
  readonly ended: Terminated | undefined;
}

/** How a container ended, and what it waits for now; that it is not ready is said only where nothing else can be. */
function reasonOf({ status, waiting, ended }: UnreadyPod): string | null {
  const reasons = [ended === undefined ? undefined : describeEnd(ended), waiting?.message].filter(
    (each) => each !== undefined,
  );
  if (reasons.length > 0) return reasons.join('; ');
  return conditionOf(status, 'PodScheduled')?.message ?? conditionOf(status, 'Ready')?.message ?? null;
}

function describeEnd({ exitCode, signal, reason, message }: Terminated): string {
  if (message !== undefined) return message;
  if (reason === 'OOMKilled') return reason;
  return signal === undefined ? `exit code ${exitCode}` : `ended by ${signalNames.get(signal) ?? signal}`;
}

function phaseOf(pod: Stored<'Pod'>, status: WrittenStatus): PodStatus['phase'] {
  if (isEnding(pod)) return 'Terminating';
  if (status.phase === 'Failed') return 'Failed';
  const { initContainerStatuses: inits = [], containerStatuses: mains = [] } = status;
  const isBackingOff = ({ state }: ContainerStatus) => state?.waiting?.reason === 'CrashLoopBackOff';
  if ([...inits, ...mains].some(isBackingOff)) return 'CrashLoopBackOff';
  if (inits.some(({ state }) => state?.running !== undefined)) return 'Init';
  return status.phase === 'Running' ? 'Running' : 'Pending';
}

function exitOf({ exitCode, signal, reason, finishedAt }: Terminated): PodStatus['lastExit'] {
  const isKilledForMemory = reason === 'OOMKilled';
  return {
    code: signal === undefined ? exitCode : null,
    signal: signal === undefined ? null : (signalNames.get(signal) ?? String(signal)),
    reason: isKilledForMemory ? 'OOMKilled' : null,
    at: finishedAt,
  };
}

const signalNames: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
);

function describePod(pod: Stored<'Pod'>, processes: PodProcesses | undefined): PodStatus {
  const { phase, isReady: ready, restarts, lastExit, message } = summarizePod(pod);
  const status: WrittenStatus = pod.status ?? {};
  const running = (status.containerStatuses ?? []).find(({ state }) => state?.running !== undefined);
  const containers = processes?.containers ?? [];
  const usage = sumOf(containers);
  return {
    name: pod.metadata.name,
    phase,
    ready,
    restarts,
    pid: containers.find(({ pid }) => pid !== null)?.pid ?? null,
    port: Object.values(podPortsOf(pod.metadata).ports)[0] ?? null,
    startedAt: isoOf(running?.state?.running?.startedAt),
    lastExit,
    ...usage,
    message,
  };
}

function isoOf(timestamp: string | undefined): string | null {
  const ms = timestamp === undefined ? null : parseTimestamp(timestamp);
  return ms === null ? null : new Date(ms).toISOString();
}

function sumOf(
  containers: readonly ContainerOnMachine[],
): Pick<PodStatus, 'cpuSeconds' | 'cpuPercent' | 'memoryBytes'> {
  const used = containers.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  if (used.length === 0) return { cpuSeconds: null, cpuPercent: null, memoryBytes: null };
  const percents = used.flatMap(({ cpuPercent }) => (cpuPercent === null ? [] : [cpuPercent]));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    cpuSeconds: sum(used.map(({ cpuSeconds }) => cpuSeconds)),
    cpuPercent: percents.length === 0 ? null : sum(percents),
    memoryBytes: sum(used.map(({ memoryBytes }) => memoryBytes)),
  };
}
