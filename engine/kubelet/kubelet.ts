import type { ObjectMetadata, Stored } from '../api/objects/api-object.ts';
import type { RecordEvent } from '../api/objects/event-recording.ts';
import { nodeName } from '../api/objects/node-capacity.ts';
import { hasEnded, podStatusOf } from '../api/objects/pod-status.ts';
import type { ObjectChange, ObjectStore } from '../api/store/object-store.ts';
import { workloadOf } from '../api/store/workload-of.ts';
import { Reconciler } from '../controllers/reconciler.ts';
import type { PodContext } from './containers/pod-context.ts';
import { configurationOf, type PodPlan, planPod } from './pods/plan-pod.ts';
import { PodWorker } from './pods/pod-worker.ts';
import { composePodStatus } from './status/compose-pod-status.ts';
import { type ClusterAddresses, storedCluster } from './stored-cluster.ts';
import { composePodUsage, type PodMetrics, type PodUsage } from './usage/pod-metrics.ts';
import { ResourceWatch } from './usage/resource-watch.ts';
import type { MeasuredUsage } from './usage/usage-meter.ts';

export interface KubeletOptions {
  readonly store: ObjectStore;
  /** What every pod finds around it; the objects that pods refer to are read from the store. */
  readonly context: Omit<PodContext, 'cluster'>;
  readonly addresses: () => ClusterAddresses;
  readonly recordEvent: RecordEvent;
}

/** Runs the Pods of the store that are scheduled to this machine as processes, and writes what becomes of them. */
export interface Kubelet {
  /** Of the pods that run or end now, in the order of their start. */
  readonly pods: readonly PodProcesses[];
  readonly metrics: PodMetrics;
  start(): void;
  /** Ends every process within the time; the objects stay as they are. */
  stop(withinMs: number): Promise<void>;
}

/** What of a pod no object says. */
export interface PodProcesses {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly containers: readonly ContainerOnMachine[];
}

export interface ContainerOnMachine {
  readonly name: string;
  /** Null while it does not run. */
  readonly pid: number | null;
  /** Null before it was measured. */
  readonly usage: MeasuredUsage | null;
}

export function createKubelet(options: KubeletOptions): Kubelet {
  return new RunningKubelet(options);
}

/**
 * What is left for a pod whose object was removed at once, as `kubectl delete --force` does.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/kubelet/pod_workers.go
 */
const removedGraceMs = 1_000;

class RunningKubelet implements Kubelet {
  readonly metrics: PodMetrics;
  readonly #options: KubeletOptions;
  /** By the uid of the pod: one that was deleted by force may still end while the next of its name starts. */
  readonly #workers = new Map<string, PodWorker>();
  readonly #reconciler: Reconciler;
  readonly #resources: ResourceWatch;
  #isStopping = false;

  constructor(options: KubeletOptions) {
    this.#options = options;
    const { store, context } = options;
    const { clock, logger } = context;
    this.#reconciler = new Reconciler({
      name: 'kubelet',
      store,
      clock,
      logger,
      keysOf,
      reconcile: (key) => this.#reconcile(key),
    });
    const pods = () => [...this.#workers.values()].flatMap(({ runners }) => runners);
    this.#resources = new ResourceWatch({ pods, clock, logger });
    this.metrics = {
      of: (namespace, name) => this.#usages(namespace).find((usage) => usage.name === name) ?? null,
      list: (namespace) => this.#usages(namespace),
    };
  }

  get pods(): readonly PodProcesses[] {
    return [...this.#workers.values()].map(({ plan, runners }) => ({
      namespace: plan.namespace,
      name: plan.name,
      uid: plan.uid,
      containers: runners.map(({ name, state, usage }) => ({ name, pid: state.pid, usage })),
    }));
  }

  start(): void {
    this.#reconciler.start();
    this.#resources.start();
  }

  async stop(withinMs: number): Promise<void> {
    this.#isStopping = true;
    this.#resources.stop();
    const workers = [...this.#workers.values()];
    await Promise.all([this.#reconciler.stop(), ...workers.map((worker) => worker.end(withinMs))]);
  }

  #reconcile(key: string): void {
    const [kind, namespace, name = ''] = key.split('/');
    if (kind === 'Pod') this.#reconcilePod(namespace, name);
    else this.#reconfigure(namespace, `${kind}/${name}`);
  }

  #reconcilePod(namespace: string | undefined, name: string): void {
    const { store } = this.#options;
    const pod = store.get({ kind: 'Pod', namespace, name });
    for (const worker of this.#workers.values()) {
      const { plan } = worker;
      const isNamed = plan.namespace === namespace && plan.name === name;
      if (isNamed && plan.uid !== pod?.metadata.uid) void worker.terminate(removedGraceMs);
    }
    if (pod === undefined || pod.spec.nodeName !== nodeName) return;
    const worker = this.#workers.get(pod.metadata.uid);
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
    if (deletionTimestamp === undefined) {
      if (worker === undefined && !hasEnded(pod)) this.#run(pod);
    } else if (worker === undefined) this.#removeObject(pod.metadata);
    else void worker.terminate(deletionGracePeriodSeconds * 1000);
  }

  #reconfigure(namespace: string | undefined, reference: string): void {
    for (const worker of this.#workers.values()) {
      const { plan } = worker;
      if (plan.namespace === namespace && configurationOf(plan).has(reference)) worker.reconfigure();
    }
  }

  #run(pod: Stored<'Pod'>): void {
    const { store, context, addresses, recordEvent } = this.#options;
    const plan = planPod(pod, workloadOf(pod, store));
    const worker = new PodWorker({
      plan,
      context: { ...context, cluster: storedCluster(store, plan.namespace, addresses) },
      onChange: (changed) => this.#attempt(plan, () => this.#write(changed)),
      record: (event) => {
        const current = store.get({ kind: 'Pod', ...plan }) ?? pod;
        this.#attempt(plan, () => recordEvent({ object: current, ...event, component: 'kubelet' }));
      },
    });
    this.#workers.set(plan.uid, worker);
    this.#attempt(plan, () => this.#write(worker));
    void this.#finish(worker);
  }

  async #finish(worker: PodWorker): Promise<void> {
    await worker.gone;
    if (this.#isStopping) return;
    const { context } = this.#options;
    const { namespace, name, uid } = worker.plan;
    this.#attempt(worker.plan, () => this.#write(worker));
    this.#workers.delete(uid);
    this.#attempt(worker.plan, () => this.#removeObject(worker.plan));
    // Again, if that failed.
    this.#reconciler.enqueue(`Pod/${namespace}/${name}`);
    try {
      await context.publish();
    } catch (error) {
      context.logger.debug({ pod: name, err: error }, 'the mesh did not close the listeners of a pod');
    }
    worker.releasePorts();
  }

  /** What the store cannot take, as on a full disk, must not end the engine: the pod itself goes on. */
  #attempt({ name }: PodPlan, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#options.context.logger.error({ pod: name, err: error }, 'the state of a pod cannot be stored');
    }
  }

  #write(worker: PodWorker): void {
    if (this.#isStopping) return;
    const { store, context } = this.#options;
    const { namespace, name, uid } = worker.plan;
    store.edit({ kind: 'Pod', namespace, name }, (pod) => {
      if (pod.metadata.uid !== uid) return pod;
      const { conditions = [] } = podStatusOf(pod);
      const observation = { ...worker.observe(), appDirectory: context.appDirectory };
      const annotations = { ...pod.metadata.annotations, ...worker.portAnnotations };
      return {
        ...pod,
        metadata: { ...pod.metadata, annotations },
        status: composePodStatus(observation, conditions, context.clock.now()),
      };
    });
  }

  /** Of a pod that has ended; what has finalizers waits for them. */
  #removeObject({ namespace, name, uid }: Pick<ObjectMetadata, 'namespace' | 'name' | 'uid'>): void {
    const { store } = this.#options;
    const key = { kind: 'Pod', namespace, name } as const;
    if (store.get(key)?.metadata.uid === uid) store.delete(key, { graceSeconds: 0 });
  }

  #usages(namespace: string | undefined): readonly PodUsage[] {
    return [...this.#workers.values()].flatMap(({ plan, containers }) => {
      if (namespace !== undefined && plan.namespace !== namespace) return [];
      const usage = composePodUsage(
        plan,
        containers.map(({ sample }) => sample),
      );
      return usage === null ? [] : [usage];
    });
  }
}

/** What of the store concerns pods, as `KIND/NAMESPACE/NAME`. */
function keysOf({ object }: ObjectChange): readonly string[] {
  const { kind, metadata } = object;
  const concerns = kind === 'Pod' || kind === 'ConfigMap' || kind === 'Secret';
  return concerns ? [`${kind}/${metadata.namespace}/${metadata.name}`] : [];
}
