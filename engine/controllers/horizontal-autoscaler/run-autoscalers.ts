import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import { timestampAt } from '../../api/objects/timestamp.ts';
import { keyOf, type ObjectStore } from '../../api/store/object-store.ts';
import type { PodMetrics } from '../../kubelet/usage/pod-metrics.ts';
import type { Pace } from '../../machine/pace/pace.ts';
import type { Controller } from '../reconciler.ts';
import { AdapterMetrics, type MetricQuery } from './adapter-metrics.ts';
import { composeStatus } from './compose-status.ts';
import { boundStage } from './decide-reconcile.ts';
import { decideSync, type SyncObservation } from './decide-sync.ts';
import { findRivals } from './find-rivals.ts';
import { type KeptDecision, keepDecision } from './kept-decision.ts';
import { type MetricReaders, observeMetric } from './observe-metric.ts';
import { type ObservedScale, observePod, observeScale, selectPods } from './observe-pods.ts';
import { reportMissingScale, reportSync, type SyncReport } from './report-sync.ts';
import { initialScalingState, type ScalingState } from './scaling-state.ts';
import { type TranslatedAutoscaler, translateAutoscaler } from './translate-autoscaler.ts';

export interface AutoscalerOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly logger: Pick<Logger, 'error'>;
  readonly recordEvent: RecordEvent;
  readonly podMetrics: Pick<PodMetrics, 'list'>;
  /** Over what the engine has scraped. */
  readonly query: MetricQuery;
  readonly onDecision?: (decision: KeptDecision) => void;
}

type Autoscaler = Stored<'HorizontalPodAutoscaler'>;

const component = 'horizontal-pod-autoscaler';
/** `--horizontal-pod-autoscaler-sync-period` of the controller. */
const syncIntervalMs = 15_000;

/** Scales the targets of all HorizontalPodAutoscalers, every fifteen seconds at the pace of a cluster. */
export class HorizontalAutoscalers implements Controller {
  readonly #options: AutoscalerOptions;
  readonly #readers: MetricReaders;
  readonly #stopping = new AbortController();
  /** By uid: what was remembered of an HPA goes with it. */
  #states: ReadonlyMap<string, ScalingState> = new Map();
  #running: Promise<void> = Promise.resolve();

  constructor(options: AutoscalerOptions) {
    this.#options = options;
    this.#readers = { podMetrics: options.podMetrics, adapter: new AdapterMetrics(options) };
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** A sync that takes long delays the next one; it does not make up for it. */
  async #run(): Promise<void> {
    const { clock, pace } = this.#options;
    const { signal } = this.#stopping;
    const intervalMs = pace.shorten(syncIntervalMs);
    let dueMs = clock.now() + intervalMs;
    for (;;) {
      await clock.wait(Math.max(0, dueMs - clock.now()), signal);
      if (signal.aborted) return;
      await this.#syncAll();
      dueMs = Math.max(dueMs + intervalMs, clock.now());
    }
  }

  async #syncAll(): Promise<void> {
    const { store, logger } = this.#options;
    const autoscalers = store.list('HorizontalPodAutoscaler');
    const uids = new Set(autoscalers.map(({ metadata }) => metadata.uid));
    this.#states = new Map([...this.#states].filter(([uid]) => uids.has(uid)));
    for (const autoscaler of autoscalers) {
      try {
        await this.#sync(autoscaler);
      } catch (error) {
        const { namespace, name } = autoscaler.metadata;
        logger.error(
          { err: error, controller: component, namespace, name },
          `HPA ${name} could not be synced`,
        );
      }
      if (this.#stopping.signal.aborted) return;
    }
  }

  async #sync(autoscaler: Autoscaler): Promise<void> {
    const { store, pace } = this.#options;
    const spec = translateAutoscaler(autoscaler, pace);
    const { namespace } = autoscaler.metadata;
    const scale = observeScale(store, namespace, spec.target);
    if (scale === null) {
      const message = `${spec.target.kind.toLowerCase()}s.apps "${spec.target.name}" not found`;
      this.#report(autoscaler, reportMissingScale(message));
      return;
    }
    const observation = await this.#observe(autoscaler, spec, scale);
    if (this.#stopping.signal.aborted || !this.#isCurrent(autoscaler, spec, scale)) return;
    this.#act(autoscaler, spec, observation);
  }

  async #observe(
    autoscaler: Autoscaler,
    spec: TranslatedAutoscaler,
    { replicas, statusReplicas, selector }: ObservedScale,
  ): Promise<SyncObservation> {
    const { store, clock } = this.#options;
    const namespace = autoscaler.metadata.namespace ?? 'default';
    const nowMs = clock.now();
    const pods = selectPods(store, namespace, selector);
    const barred = findRivals(store, autoscaler, { pods, selector });
    const workload = { namespace, pods, nowMs };
    const isDecided = boundStage(spec, replicas) !== null || barred !== null;
    const metrics = isDecided
      ? []
      : await Promise.all(spec.metrics.map(({ source }) => observeMetric(source, workload, this.#readers)));
    return {
      namespace,
      nowSeconds: nowMs / 1_000,
      replicas,
      statusReplicas,
      pods: pods.map((pod) => observePod(pod, nowMs)),
      metrics,
      barred,
    };
  }

  /** Somebody may have scaled the target or changed the autoscaler while metrics were read: the next sync sees it. */
  #isCurrent(
    { kind, metadata }: Autoscaler,
    { target }: TranslatedAutoscaler,
    scale: ObservedScale,
  ): boolean {
    const { store } = this.#options;
    const { name, namespace, uid, generation } = metadata;
    const now = store.get({ kind, name, namespace })?.metadata;
    const isSame = now?.uid === uid && now.generation === generation;
    return isSame && observeScale(store, namespace, target)?.replicas === scale.replicas;
  }

  #act(autoscaler: Autoscaler, spec: TranslatedAutoscaler, observation: SyncObservation): void {
    const { store, pace, clock, onDecision } = this.#options;
    const { uid, name, namespace } = autoscaler.metadata;
    const state = this.#states.get(uid) ?? initialScalingState;
    const decision = decideSync(spec, observation, state);
    this.#states = new Map(this.#states).set(uid, decision.state);
    if (decision.replicas !== observation.replicas) {
      const { kind } = spec.target;
      store.edit({ kind, name: spec.target.name, namespace }, (current) => ({
        ...current,
        spec: { ...current.spec, replicas: decision.replicas },
      }));
    }
    this.#report(autoscaler, reportSync(decision, observation));
    const at = new Date(clock.now()).toISOString();
    const place = { at, namespace: observation.namespace, name, uid, speed: pace.speed };
    onDecision?.(keepDecision({ place, spec, observation, decision, state }));
  }

  #report(autoscaler: Autoscaler, report: SyncReport): void {
    const { store, clock, recordEvent } = this.#options;
    const { generation } = autoscaler.metadata;
    const at = timestampAt(clock.now());
    store.edit(keyOf(autoscaler), (current) => ({
      ...current,
      status: composeStatus(current.status, report, { at, generation }),
    }));
    for (const event of report.events) recordEvent({ ...event, object: autoscaler, component });
  }
}
