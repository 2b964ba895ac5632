import { decideProgress, type ProgressDecision } from '../controllers/deployment/decide-progress.ts';
import { decideRollout } from '../controllers/deployment/decide-rollout.ts';
import type { PodContext } from './containers/pod-context.ts';
import type { StartupObservation } from './decide-startup.ts';
import type { DeploymentPlan } from './plan-deployment.ts';
import { Pod } from './pod.ts';
import type { PodState } from './pod-state.ts';

interface DeploymentControllerOptions {
  readonly plan: DeploymentPlan;
  readonly context: PodContext;
  /** A seeded or real generator of numbers from 0 to 1. */
  readonly random: () => number;
  readonly onPodChange: (pod: Pod, before: PodState) => void;
}

/**
 * Keeps as many pods of one Deployment as are wanted, all of its current template, and replaces those of an earlier
 * one.
 */
export class DeploymentController {
  readonly #options: DeploymentControllerOptions;
  readonly #pods = new Set<Pod>();
  #plan: DeploymentPlan;
  #wanted: number;
  #moved = { to: '', atMs: 0 };

  constructor(options: DeploymentControllerOptions) {
    this.#options = options;
    this.#plan = options.plan;
    this.#wanted = options.plan.replicas;
  }

  /** What new pods run. */
  get plan(): DeploymentPlan {
    return this.#plan;
  }

  get wanted(): number {
    return this.#wanted;
  }

  get pods(): readonly Pod[] {
    return [...this.#pods];
  }

  want(replicas: number): void {
    this.#wanted = replicas;
    this.reconcile();
  }

  /** Makes another plan the current one; pods of the one before are replaced as the strategy allows. */
  rollOut(plan: DeploymentPlan): void {
    this.#plan = plan;
    this.reconcile();
  }

  /** Starts and stops pods until their number is the wanted one and all are current. */
  reconcile(): void {
    const observations = this.pods.map((pod) => ({
      name: pod.name,
      isCurrent: this.#isCurrent(pod),
      isAvailable: this.#isAvailable(pod),
      isTerminating: pod.isTerminating,
      isRunning: pod.state.phase === 'Running',
      isReady: pod.state.isReady,
      readySinceMs: pod.state.readySinceMs,
      restarts: pod.state.restarts,
      createdAtMs: pod.createdAtMs,
    }));
    const wish = { wanted: this.#wanted, strategy: this.#plan.strategy };
    const decision = decideRollout(wish, observations);
    this.#noteMovement();
    if (decision.startCount === 0 && decision.stop.length === 0) return;
    this.#options.context.logger.debug({ deployment: this.plan.name }, decision.reason);
    for (let i = 0; i < decision.startCount; i += 1) this.#start();
    for (const pod of this.#pods) {
      if (decision.stop.includes(pod.name)) void pod.terminate(decision.reason);
    }
  }

  /** How many current pods have been ready for as long as the Deployment asks. */
  get available(): number {
    return this.#current().filter((pod) => this.#isAvailable(pod)).length;
  }

  /** How many pods are of the current template. */
  get updated(): number {
    return this.#current().length;
  }

  get progress(): ProgressDecision {
    const { updated, available } = this;
    return decideProgress({
      wanted: this.#wanted,
      updated,
      available,
      leaving: this.#pods.size - updated,
      unmovedMs: this.#options.context.clock.now() - this.#moved.atMs,
      progressDeadlineMs: this.#plan.progressDeadlineMs,
    });
  }

  /** Whether the wanted pods are available and no other is left. */
  get isSettled(): boolean {
    return this.progress.phase === 'complete';
  }

  observe(): StartupObservation {
    return {
      deployment: this.plan.name,
      wanted: this.#wanted,
      ready: this.available,
      pods: this.#current().map(({ name, state }) => ({
        name,
        isReady: state.isReady,
        isFailed: state.phase === 'Failed',
        failures: state.failures,
        message: state.message,
      })),
    };
  }

  #current(): readonly Pod[] {
    return this.pods.filter((pod) => this.#isCurrent(pod) && !pod.isTerminating);
  }

  #isCurrent({ plan }: Pod): boolean {
    return plan.templateHash === this.#plan.templateHash;
  }

  #isAvailable({ state: { readySinceMs } }: Pod): boolean {
    return readySinceMs !== null && this.#options.context.clock.now() - readySinceMs >= this.#plan.minReadyMs;
  }

  #noteMovement(): void {
    const { updated, available } = this;
    const to = [this.#wanted, this.#plan.templateHash, updated, available, this.#pods.size].join(' ');
    if (to !== this.#moved.to) this.#moved = { to, atMs: this.#options.context.clock.now() };
  }

  #start(): void {
    const { context, random, onPodChange } = this.#options;
    const plan = this.#plan;
    const names = new Set(this.pods.map((pod) => pod.name));
    let name = podName(plan.name, plan.templateHash, random);
    while (names.has(name)) name = podName(plan.name, plan.templateHash, random);
    const pod = new Pod({ name, uid: podUid(random), plan, context, onChange: onPodChange });
    this.#pods.add(pod);
    void pod.gone.then(() => this.#remove(pod));
  }

  async #remove(pod: Pod): Promise<void> {
    this.#pods.delete(pod);
    const { context, onPodChange } = this.#options;
    onPodChange(pod, pod.state);
    try {
      await context.publish();
    } catch (error) {
      context.logger.debug({ pod: pod.name, err: error }, 'the mesh did not close the listeners of a pod');
    }
    pod.releasePorts();
  }
}

/** Kubernetes' alphabet for made-up names: no vowels, so no words; no look-alikes. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `DEPLOYMENT-TEMPLATEHASH-xxxxx`, as a ReplicaSet names its pods. */
function podName(deployment: string, templateHash: string, random: () => number): string {
  const suffix = Array.from({ length: 5 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  return `${deployment}-${templateHash}-${suffix}`;
}

/** A random UUID (RFC 9562, version 4), as the API server gives each object. */
export function podUid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === 'x' ? digit : (digit & 0b0011) | 0b1000).toString(16);
  });
}
