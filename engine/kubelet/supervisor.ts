import type { AppError } from '@petstore/chassis/errors';
import { mostReplicas } from '../manifests/index.ts';
import type { PodContext } from './containers/pod-context.ts';
import { decideStartup, type StartupDecision } from './decide-startup.ts';
import { DeploymentController } from './deployment-controller.ts';
import { supervisorErrors } from './errors.ts';
import { describeOutput } from './logs/describe-output.ts';
import { type DeploymentPlan, planRestart } from './plan-deployment.ts';
import type { Pod } from './pod.ts';
import type { PodState } from './pod-state.ts';
import { ResourceWatch } from './usage/resource-watch.ts';

export interface SupervisorOptions {
  readonly plans: readonly DeploymentPlan[];
  readonly context: PodContext;
  readonly random: () => number;
  /** Told of every change of a pod, with its state before. */
  readonly onPodChange?: (pod: Pod, before: PodState) => void;
}

/** Deployments as running processes. */
export interface Supervisor {
  readonly deployments: readonly DeploymentController[];
  /** Begins to run what is wanted. */
  start(): void;
  /**
   * Resolves when all wanted replicas are available; rejects at the deadline or when a pod keeps failing, and says
   * which and why.
   */
  ready(deadlineMs: number): Promise<void>;
  /** Begins to start or stop pods; throws for a Deployment that does not exist or a count that cannot be. */
  want(deployment: string, replicas: number): void;
  /** As `want`; resolves when so many replicas are available and the others are gone. */
  scale(deployment: string, replicas: number, deadlineMs: number): Promise<void>;
  /** Begins to replace every pod by a new one of the same template, the way the Deployment's strategy says. */
  beginRestart(deployment: string): void;
  /**
   * As `beginRestart`; resolves when the new pods are available and the old ones gone. Old pods go on serving when new
   * ones fail.
   */
  restart(deployment: string, deadlineMs: number): Promise<void>;
  /** Ends every pod within the time; nothing is started any more. */
  stop(withinMs: number): Promise<void>;
}

const tickMs = 1_000;
const linesOfFailure = 15;
/** More than are shown, for the same is often said again and again. */
const linesReadOfFailure = 60;

/** Whether one Deployment can be asked for so many pods. */
export function isReplicaCount(replicas: number): boolean {
  return Number.isInteger(replicas) && replicas >= 0 && replicas <= mostReplicas;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  return new RunningSupervisor(options);
}

class RunningSupervisor implements Supervisor {
  readonly deployments: readonly DeploymentController[];
  readonly #options: SupervisorOptions;
  /** Looks at the state again; called whenever a pod has changed, and each tick. */
  readonly #watchers = new Set<() => void>();
  readonly #resources: ResourceWatch;
  #tick: NodeJS.Timeout | null = null;
  #isStopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const { context, random } = options;
    const onPodChange = (pod: Pod, before: PodState) => this.#podChanged(pod, before);
    this.deployments = options.plans.map(
      (plan) => new DeploymentController({ plan, context, random, onPodChange }),
    );
    const pods = () => this.deployments.flatMap((deployment) => deployment.pods);
    this.#resources = new ResourceWatch({ pods, clock: context.clock, logger: context.logger });
  }

  start(): void {
    this.#tick = setInterval(() => this.#observe(), tickMs);
    this.#resources.start();
    this.#observe();
  }

  async ready(deadlineMs: number): Promise<void> {
    const deadline = this.#options.context.clock.now() + deadlineMs;
    const decision = await this.#until(() => {
      const isPastDeadline = this.#options.context.clock.now() >= deadline;
      const found = decideStartup(
        this.deployments.map((each) => each.observe()),
        isPastDeadline,
      );
      return found.outcome === 'waiting' ? null : found;
    });
    if (decision.outcome === 'failed') throw await this.#notReady(decision);
    await this.#options.context.publish();
  }

  want(name: string, replicas: number): void {
    const controller = this.#controller(name);
    if (!isReplicaCount(replicas))
      throw supervisorErrors.create('replicas-invalid', { details: { replicas } });
    controller.want(replicas);
    this.#observe();
  }

  async scale(name: string, replicas: number, deadlineMs: number): Promise<void> {
    this.want(name, replicas);
    const controller = this.#controller(name);
    const isSuperseded = () => controller.wanted !== replicas;
    await this.#untilSettled(controller, { isSuperseded, deadlineMs });
  }

  beginRestart(name: string): void {
    const controller = this.#controller(name);
    const at = new Date(this.#options.context.clock.now()).toISOString();
    controller.rollOut(planRestart(controller.plan, at));
    this.#observe();
  }

  async restart(name: string, deadlineMs: number): Promise<void> {
    this.beginRestart(name);
    const controller = this.#controller(name);
    const { plan } = controller;
    await this.#untilSettled(controller, { isSuperseded: () => controller.plan !== plan, deadlineMs });
  }

  async stop(withinMs: number): Promise<void> {
    this.#isStopping = true;
    this.#resources.stop();
    if (this.#tick !== null) clearInterval(this.#tick);
    for (const watcher of this.#watchers) watcher();
    const pods = this.deployments.flatMap((deployment) => deployment.pods);
    await Promise.all(pods.map((pod) => pod.end(withinMs)));
  }

  async #untilSettled(
    controller: DeploymentController,
    { isSuperseded, deadlineMs }: { readonly isSuperseded: () => boolean; readonly deadlineMs: number },
  ): Promise<void> {
    const deadline = this.#options.context.clock.now() + deadlineMs;
    const decision = await this.#until((): StartupDecision | 'superseded' | null => {
      if (isSuperseded()) return 'superseded';
      if (controller.isSettled) return { outcome: 'ready' };
      const isPastDeadline = this.#options.context.clock.now() >= deadline;
      const found = decideStartup([controller.observe()], isPastDeadline);
      if (found.outcome === 'failed') return found;
      const { phase, reason } = controller.progress;
      if (!isPastDeadline && phase !== 'stalled') return null;
      return { outcome: 'failed', pod: null, reason: `${controller.plan.name}: ${reason}` };
    });
    if (decision === 'superseded') throw supervisorErrors.create('change-superseded');
    if (decision.outcome === 'failed') throw await this.#notReady(decision);
    await this.#options.context.publish();
  }

  /** The Deployment that a command is for; none is taken while everything ends. */
  #controller(name: string): DeploymentController {
    if (this.#isStopping) throw supervisorErrors.create('engine-stopping');
    const found = this.deployments.find(({ plan }) => plan.name === name);
    if (found !== undefined) return found;
    const names = this.deployments.map(({ plan }) => plan.name);
    throw supervisorErrors.create('deployment-not-found', {
      message: `There is no Deployment ${JSON.stringify(name)}; there are ${names.join(', ')}.`,
      details: { deployments: names },
    });
  }

  #podChanged(pod: Pod, before: PodState): void {
    this.#options.onPodChange?.(pod, before);
    if (before.isReady !== pod.state.isReady && !pod.isTerminating) {
      this.#options.context
        .publish()
        .catch((error) =>
          this.#options.context.logger.warn(
            { pod: pod.name, err: error },
            'the mesh did not follow a change',
          ),
        );
    }
    this.#observe();
  }

  #observe(): void {
    if (this.#isStopping) return;
    for (const deployment of this.deployments) deployment.reconcile();
    for (const watcher of this.#watchers) watcher();
  }

  /** Waits until the question has an answer; asked again after every change. */
  #until<T>(ask: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const watcher = () => {
        const answer = this.#isStopping ? null : ask();
        if (answer === null && !this.#isStopping) return;
        this.#watchers.delete(watcher);
        if (answer === null) reject(supervisorErrors.create('engine-stopping'));
        else resolve(answer);
      };
      this.#watchers.add(watcher);
      watcher();
    });
  }

  async #notReady({ pod, reason }: { pod: string | null; reason: string }): Promise<AppError> {
    const state = this.deployments.flatMap(({ pods }) => pods).find(({ name }) => name === pod)?.state;
    const found =
      pod === null ? [] : await this.#options.context.logs.search({ pod, tail: linesReadOfFailure });
    const lines = found.map(({ line }) => line);
    const said = describeOutput(lines, linesOfFailure);
    return supervisorErrors.create('pods-not-ready', {
      message: said === '' ? reason : `${reason}\nThe last lines of ${pod}:\n${said}`,
      details: { pod, exitCode: state?.lastExit?.code ?? null, lines: lines.slice(-linesOfFailure) },
    });
  }
}
