import type { AppError } from '@petstore/chassis/errors';
import type { Clock } from '@petstore/chassis/time';
import { isFromFiles } from '../../api/apply/apply-manifests.ts';
import type { Stored } from '../../api/objects/api-object.ts';
import { deploymentStatusOf } from '../../api/objects/workload-status.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { kubeletErrors, type LogStore } from '../../kubelet/index.ts';
import { describeOutput } from '../../kubelet/logs/describe-output.ts';
import { isReplicaCount } from '../../schemas/most-replicas.ts';
import { decideStartup, type StartupDecision, type StartupObservation } from './decide-startup.ts';
import {
  isEnding,
  rolloutOf,
  summarizePod,
  type ViewedDeployment,
  viewDeployments,
} from './deployment-view.ts';

interface DeploymentCommandsOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logs: Pick<LogStore, 'search'>;
  /** The namespace in which a bare name is looked for. */
  readonly namespace: string;
  /** Resolves when the mesh follows what the objects say now. */
  readonly publish: () => Promise<void>;
  /** Added to what keeps a start from becoming ready; empty when there is nothing to add. */
  readonly advice?: string;
}

const linesOfFailure = 15;
/** More than are shown, for the same is often said again and again. */
const linesReadOfFailure = 60;
const tickMs = 1_000;

/** What the command line asks of Deployments: writes to objects, and waiting for what controllers make of them. */
export class DeploymentCommands {
  readonly #options: DeploymentCommandsOptions;
  readonly #stopping = new AbortController();

  constructor(options: DeploymentCommandsOptions) {
    this.#options = options;
  }

  /**
   * Resolves when all wanted replicas of the files' Deployments are available; rejects at the deadline or when a pod
   * keeps failing, and says which and why. One that was applied by hand is not waited for: were it broken, no start
   * would succeed any more, and kubectl could not reach it.
   */
  async ready(deadlineMs: number): Promise<void> {
    const { clock, store, publish } = this.#options;
    const deadline = clock.now() + deadlineMs;
    const decision = await this.#until(() => {
      const declared = viewDeployments({ store }).filter(({ deployment }) => isFromFiles(deployment));
      const observed = declared.map((view) => this.#observe(view));
      const found = decideStartup(observed, clock.now() >= deadline);
      return found.outcome === 'waiting' ? null : found;
    });
    if (decision.outcome === 'failed') {
      const { advice = '' } = this.#options;
      throw await this.#notReady({ ...decision, reason: `${decision.reason}${advice}` });
    }
    await publish();
  }

  /** Writes the count; throws for a Deployment that does not exist or a count that cannot be. */
  want(name: string, replicas: number): void {
    const deployment = this.#deployment(name);
    if (!isReplicaCount(replicas)) throw kubeletErrors.create('replicas-invalid', { details: { replicas } });
    this.#options.store.replace({ ...deployment, spec: { ...deployment.spec, replicas } });
  }

  /** As `want`; resolves when so many replicas are available and the others are gone. */
  async scale(name: string, replicas: number, deadlineMs: number): Promise<void> {
    this.want(name, replicas);
    const isSuperseded = ({ spec }: Stored<'Deployment'>) => spec.replicas !== replicas;
    await this.#untilSettled(name, { isSuperseded, deadlineMs });
  }

  /** Begins to replace every pod by a new one of the same template, as `kubectl rollout restart` does. */
  beginRestart(name: string): void {
    const deployment = this.#deployment(name);
    const { template } = deployment.spec;
    const restartedAt = new Date(this.#options.clock.now()).toISOString();
    const annotations = {
      ...template.metadata?.annotations,
      'kubectl.kubernetes.io/restartedAt': restartedAt,
    };
    const metadata = { ...template.metadata, annotations };
    const spec = { ...deployment.spec, template: { ...template, metadata } };
    this.#options.store.replace({ ...deployment, spec });
  }

  /**
   * As `beginRestart`; resolves when the new pods are available and the old ones gone. Old pods go on serving when new
   * ones fail.
   */
  async restart(name: string, deadlineMs: number): Promise<void> {
    this.beginRestart(name);
    const { generation } = this.#deployment(name).metadata;
    const isSuperseded = ({ metadata }: Stored<'Deployment'>) => metadata.generation !== generation;
    await this.#untilSettled(name, { isSuperseded, deadlineMs });
  }

  /** Whoever waits is told that the engine stops. */
  stop(): void {
    this.#stopping.abort();
  }

  #observe({ deployment, current }: ViewedDeployment): StartupObservation {
    const { availableReplicas = 0, observedGeneration } = deploymentStatusOf(deployment);
    const isObserved = observedGeneration === deployment.metadata.generation;
    return {
      deployment: deployment.metadata.name,
      wanted: deployment.spec.replicas ?? 1,
      ready: isObserved ? availableReplicas : 0,
      pods: current.map((pod) => {
        const { phase, isReady, failures, message } = summarizePod(pod);
        return { name: pod.metadata.name, isReady, isFailed: phase === 'Failed', failures, message };
      }),
    };
  }

  async #untilSettled(
    name: string,
    {
      isSuperseded,
      deadlineMs,
    }: { readonly isSuperseded: (deployment: Stored<'Deployment'>) => boolean; readonly deadlineMs: number },
  ): Promise<void> {
    const { clock, store, publish } = this.#options;
    const deadline = clock.now() + deadlineMs;
    const decision = await this.#until((): StartupDecision | 'superseded' | null => {
      const view = viewDeployments({ store }).find(({ deployment }) => this.#isNamed(deployment, name));
      if (view === undefined || isSuperseded(view.deployment)) return 'superseded';
      const { phase, reason } = rolloutOf(view.deployment);
      const isLeaving = view.pods.some(isEnding);
      if (phase === 'complete' && !isLeaving) return { outcome: 'ready' };
      const isPastDeadline = clock.now() >= deadline;
      const found = decideStartup([this.#observe(view)], isPastDeadline);
      if (found.outcome === 'failed') return found;
      if (!isPastDeadline && phase !== 'stalled') return null;
      return { outcome: 'failed', pod: null, reason: `${name}: ${reason}` };
    });
    if (decision === 'superseded') throw kubeletErrors.create('change-superseded');
    if (decision.outcome === 'failed') throw await this.#notReady(decision);
    await publish();
  }

  #isNamed({ metadata }: Stored<'Deployment'>, name: string): boolean {
    return metadata.name === name && metadata.namespace === this.#options.namespace;
  }

  /** The Deployment that a command is for; none is taken while everything ends. */
  #deployment(name: string): Stored<'Deployment'> {
    if (this.#stopping.signal.aborted) throw kubeletErrors.create('engine-stopping');
    const { store, namespace } = this.#options;
    const found = store.get({ kind: 'Deployment', name, namespace });
    if (found !== undefined) return found;
    const names = store.list('Deployment', namespace).map(({ metadata }) => metadata.name);
    throw kubeletErrors.create('deployment-not-found', {
      message: `There is no Deployment ${JSON.stringify(name)}; there are ${names.join(', ')}.`,
      details: { deployments: names },
    });
  }

  /** Waits until the question has an answer; asked again after every change, and each second. */
  async #until<T>(ask: () => T | null): Promise<T> {
    const { store, clock } = this.#options;
    for (;;) {
      if (this.#stopping.signal.aborted) throw kubeletErrors.create('engine-stopping');
      const answer = ask();
      if (answer !== null) return answer;
      const changed = new AbortController();
      const unwatch = store.watch(() => changed.abort());
      await clock.wait(tickMs, AbortSignal.any([changed.signal, this.#stopping.signal]));
      unwatch();
    }
  }

  async #notReady({ pod, reason }: { pod: string | null; reason: string }): Promise<AppError> {
    const { store, logs } = this.#options;
    const object = store.list('Pod').find(({ metadata }) => metadata.name === pod);
    const lastExit = object === undefined ? null : summarizePod(object).lastExit;
    const found = pod === null ? [] : await logs.search({ pod, tail: linesReadOfFailure });
    const lines = found.map(({ line }) => line);
    const said = describeOutput(lines, linesOfFailure);
    return kubeletErrors.create('pods-not-ready', {
      message: said === '' ? reason : `${reason}\nThe last lines of ${pod}:\n${said}`,
      details: { pod, exitCode: lastExit?.code ?? null, lines: lines.slice(-linesOfFailure) },
    });
  }
}
