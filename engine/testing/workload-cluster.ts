import type { Stored, WrittenObject } from '../api/objects/api-object.ts';
import type { RecordedEvent } from '../api/objects/event-recording.ts';
import { controllerOf } from '../api/objects/owner-references.ts';
import { podPortAnnotations } from '../api/objects/pod-ports.ts';
import { isActive, isReady } from '../api/objects/pod-status.ts';
import { timestampAt } from '../api/objects/timestamp.ts';
import { keyOf, ObjectStore } from '../api/store/object-store.ts';
import { createDeploymentController } from '../controllers/deployment/run-deployments.ts';
import { createEndpointsController } from '../controllers/endpoints/run-endpoints.ts';
import { createReplicaSetController } from '../controllers/replica-set/run-replica-sets.ts';
import { createScheduler } from '../controllers/scheduler/run-scheduler.ts';
import type { Deployment } from '../schemas/deployment.ts';
import { SteppedClock } from './stepped-clock.ts';

export const namespace = 'shop';

export type DeploymentSpec = Partial<Deployment['spec']> & { readonly image?: string };

interface WorkloadClusterOptions {
  readonly objects?: readonly Stored[];
  readonly capacity?: { readonly cpu: number; readonly memoryBytes: number; readonly pods: number };
  readonly seed?: number;
}

const roomy = { cpu: 1000, memoryBytes: 2 ** 40, pods: 1000 };

/** The controllers of workloads over a store, with a kubelet that only says what pods are. */
export class WorkloadCluster {
  readonly clock = new SteppedClock();
  readonly store: ObjectStore;
  readonly events: RecordedEvent[] = [];
  readonly failures: unknown[] = [];
  readonly #controllers: readonly { start(): void; stop(): Promise<void> }[];
  #random: number;

  constructor({ objects = [], capacity = roomy, seed = 1 }: WorkloadClusterOptions = {}) {
    this.#random = seed;
    this.store = new ObjectStore({ clock: this.clock, objects });
    const shared = {
      store: this.store,
      clock: this.clock,
      logger: { error: (context: unknown) => void this.failures.push(context) },
      recordEvent: (event: RecordedEvent) => void this.events.push(event),
      random: () => this.#next(),
      capacity,
    };
    this.#controllers = [
      createDeploymentController(shared),
      createReplicaSetController(shared),
      createScheduler(shared),
      createEndpointsController(shared),
    ];
    for (const controller of this.#controllers) controller.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#controllers.map((controller) => controller.stop()));
  }

  /** Waits until every controller has done what there is to do now. */
  settle(): Promise<void> {
    return this.clock.advance(0);
  }

  async apply(name: string, spec: DeploymentSpec = {}): Promise<void> {
    const written = writtenDeployment(name, spec);
    const isThere = this.store.get({ kind: 'Deployment', name, namespace }) !== undefined;
    if (!isThere) this.store.create(written);
    else this.store.edit({ kind: 'Deployment', name, namespace }, (now) => ({ ...now, spec: written.spec }));
    await this.settle();
  }

  async change(name: string, change: Partial<Deployment['spec']>): Promise<void> {
    this.store.edit({ kind: 'Deployment', name, namespace }, (now) => ({
      ...now,
      spec: { ...now.spec, ...change },
    }));
    await this.settle();
  }

  deployment(name: string): Stored<'Deployment'> {
    const found = this.store.get({ kind: 'Deployment', name, namespace });
    if (found === undefined) throw new Error(`there is no Deployment ${name}`);
    return found;
  }

  /** By revision: `2/1` is of two wanted pods one available. */
  sizes(name: string): readonly string[] {
    const { uid } = this.deployment(name).metadata;
    return this.replicaSets(uid).map(
      ({ spec, status }) => `${spec.replicas}/${status?.['availableReplicas'] ?? 0}`,
    );
  }

  replicaSets(owner: string): readonly Stored<'ReplicaSet'>[] {
    return this.store
      .list('ReplicaSet', namespace)
      .filter(({ metadata }) => controllerOf(metadata)?.uid === owner)
      .toSorted((a, b) => revisionOf(a) - revisionOf(b));
  }

  pods(): readonly Stored<'Pod'>[] {
    return this.store.list('Pod', namespace);
  }

  /** As the kubelet does: pods that a filter chooses start and become ready; what is to end, ends. */
  async runPods(becomesReady: (pod: Stored<'Pod'>) => boolean = () => true): Promise<void> {
    for (const pod of this.pods()) {
      if (pod.metadata.deletionTimestamp !== undefined) this.store.remove(keyOf(pod));
      else if (isActive(pod) && pod.spec.nodeName !== undefined && !isReady(pod) && becomesReady(pod))
        this.setReady(pod, true);
    }
    await this.settle();
  }

  setReady(pod: Stored<'Pod'>, isNowReady: boolean): void {
    const conditions = [
      { type: 'PodScheduled', status: 'True' as const },
      {
        type: 'Ready',
        status: isNowReady ? ('True' as const) : ('False' as const),
        lastTransitionTime: timestampAt(this.clock.now()),
      },
    ];
    this.store.edit(keyOf(pod), (now) => ({
      ...now,
      metadata: {
        ...now.metadata,
        annotations: {
          ...now.metadata.annotations,
          ...podPortAnnotations({ ports: { 8080: portOf(now) }, outbound: {} }),
        },
      },
      status: { ...now.status, phase: 'Running', conditions },
    }));
  }

  messages(reason: string): readonly string[] {
    return this.events.filter((event) => event.reason === reason).map(({ message }) => message);
  }

  /** A linear congruential generator (Numerical Recipes). */
  #next(): number {
    this.#random = (this.#random * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return this.#random / 2 ** 32;
  }
}

export function writtenDeployment(
  name: string,
  { image = 'v1', ...spec }: DeploymentSpec,
): WrittenObject & { readonly kind: 'Deployment'; readonly spec: Deployment['spec'] } {
  const labels = { app: name };
  const main = { name: 'main', image, ports: [{ name: 'http', containerPort: 8080 }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [main] } },
      ...spec,
    },
  };
}

/** Another one for each pod. */
export function portOf({ metadata }: Stored<'Pod'>): number {
  const digits = [...metadata.uid.slice(0, 4)].map((digit) => Number.parseInt(digit, 16));
  return 20_000 + digits.reduce((sum, digit) => (sum * 16 + digit) % 10_000, 0);
}

function revisionOf({ metadata }: Stored<'ReplicaSet'>): number {
  return Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
}
