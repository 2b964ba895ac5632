import type { Stored, WrittenObject } from '../api/objects/api-object.ts';
import type { RecordedEvent } from '../api/objects/event-recording.ts';
import { conditionOf } from '../api/objects/pod-status.ts';
import { timestampAt } from '../api/objects/timestamp.ts';
import { ObjectStore } from '../api/store/object-store.ts';
import type { MetricQuery } from '../controllers/horizontal-autoscaler/adapter-metrics.ts';
import type { KeptDecision } from '../controllers/horizontal-autoscaler/kept-decision.ts';
import { HorizontalAutoscalers } from '../controllers/horizontal-autoscaler/run-autoscalers.ts';
import { paceAt } from '../machine/pace/pace.ts';
import type { HorizontalPodAutoscaler } from '../schemas/horizontal-pod-autoscaler.ts';
import { SteppedClock } from './stepped-clock.ts';

type AutoscalerSpec = HorizontalPodAutoscaler['spec'];

const namespace = 'shop';

/** A Deployment whose pods come and go at once, its autoscaler, and what its pods are said to use. */
export class AutoscaledShop {
  readonly clock = new SteppedClock();
  readonly store = new ObjectStore({ clock: this.clock });
  readonly events: RecordedEvent[] = [];
  readonly decisions: KeptDecision[] = [];
  readonly failures: unknown[] = [];
  readonly queries: string[] = [];
  /** Of each pod; null: not measured. */
  cpuMillicores: number | null = 0;
  memoryBytes = 0;
  query: MetricQuery = async () => [];
  readonly #autoscalers: HorizontalAutoscalers;

  constructor({ speed = 1 }: { readonly speed?: number } = {}) {
    this.#autoscalers = new HorizontalAutoscalers({
      store: this.store,
      clock: this.clock,
      pace: paceAt(speed),
      logger: { error: (context: unknown) => void this.failures.push(context) },
      recordEvent: (event) => void this.events.push(event),
      podMetrics: { list: () => this.#measured() },
      query: (expression, at) => {
        this.queries.push(expression);
        return this.query(expression, at);
      },
      onDecision: (decision) => void this.decisions.push(decision),
    });
    this.#autoscalers.start();
  }

  stop(): Promise<void> {
    return this.#autoscalers.stop();
  }

  deploy(replicas: number, { cpu = '100m', memory = '100Mi' }: { cpu?: string; memory?: string } = {}): void {
    const labels = { app: 'web' };
    const resources = { requests: { cpu, memory } };
    this.store.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'v1', resources }] } },
      },
    });
    this.#placePods();
  }

  autoscale(spec: Partial<AutoscalerSpec> = {}, name = 'web'): void {
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    const written = { scaleTargetRef, minReplicas: 1, maxReplicas: 10, ...spec };
    const metadata = { name, namespace };
    this.store.create({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: written,
    });
  }

  create(object: WrittenObject & { readonly kind: 'ConfigMap' }): void {
    this.store.create(object);
  }

  /** One sync after the other, with pods as many as each wanted. */
  async sync(times = 1, intervalMs = 15_000): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await this.clock.advance(intervalMs);
      this.#placePods();
    }
  }

  get replicas(): number {
    return this.#deployment.spec.replicas ?? 1;
  }

  scaleTo(replicas: number): void {
    const key = { kind: 'Deployment', name: 'web', namespace } as const;
    this.store.edit(key, (current) => ({ ...current, spec: { ...current.spec, replicas } }));
    this.#placePods();
  }

  status(name = 'web'): NonNullable<Stored<'HorizontalPodAutoscaler'>['status']> {
    const found = this.store.get({ kind: 'HorizontalPodAutoscaler', name, namespace });
    return found?.status ?? {};
  }

  /** `True ValidMetricFound: ...`, or nothing. */
  condition(type: string, name = 'web'): string {
    const found = conditionOf(this.status(name), type);
    return found === undefined ? '' : `${found.status} ${found.reason}: ${found.message}`;
  }

  messages(reason: string): readonly string[] {
    return this.events.filter((event) => event.reason === reason).map(({ message }) => message);
  }

  get #deployment(): Stored<'Deployment'> {
    const found = this.store.get({ kind: 'Deployment', name: 'web', namespace });
    if (found === undefined) throw new Error('there is no Deployment web');
    return found;
  }

  /** Pods have run for a day, so that none is taken for one that starts. */
  #placePods(): void {
    const dayAgo = timestampAt(this.clock.now() - 86_400_000);
    const { spec, metadata } = this.#deployment;
    const wanted = Array.from({ length: spec.replicas ?? 1 }, (_, index) => `web-${index + 1}`);
    for (const { metadata: pod } of this.store.list('Pod', namespace))
      if (!wanted.includes(pod.name)) this.store.remove({ kind: 'Pod', name: pod.name, namespace });
    for (const name of wanted) {
      if (this.store.get({ kind: 'Pod', name, namespace }) !== undefined) continue;
      const { labels = {} } = spec.template.metadata ?? {};
      this.store.create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace, labels },
        spec: spec.template.spec,
      });
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: dayAgo }];
      const status = { phase: 'Running', startTime: dayAgo, conditions };
      this.store.edit({ kind: 'Pod', name, namespace }, (pod) => ({ ...pod, status }));
    }
    const key = { kind: 'Deployment', name: metadata.name, namespace } as const;
    this.store.edit(key, (current) => ({ ...current, status: { replicas: wanted.length } }));
  }

  #measured() {
    const { cpuMillicores, memoryBytes } = this;
    if (cpuMillicores === null) return [];
    return this.store.list('Pod', namespace).map(({ metadata: { name } }) => ({
      namespace,
      name,
      timestampMs: this.clock.now() - 1_000,
      windowSeconds: 15,
      containers: [{ name: 'main', cpuMillicores, memoryBytes }],
    }));
  }
}
