import { decideReplicas } from './decide-replicas.ts';
import type { StartupObservation } from './decide-startup.ts';
import type { DeploymentPlan } from './plan-deployment.ts';
import { Pod } from './pod.ts';
import { podName } from './pod-name.ts';
import type { PodState } from './pod-state.ts';
import type { PodWorld } from './pod-world.ts';

export interface DeploymentControllerOptions {
  readonly plan: DeploymentPlan;
  readonly world: PodWorld;
  /** A seeded or real generator of numbers from 0 to 1. */
  readonly random: () => number;
  readonly onPodChange: (pod: Pod, before: PodState) => void;
}

/** Keeps as many pods of one Deployment as are wanted. */
export class DeploymentController {
  readonly plan: DeploymentPlan;
  readonly #options: DeploymentControllerOptions;
  readonly #pods = new Set<Pod>();
  #wanted: number;

  constructor(options: DeploymentControllerOptions) {
    this.#options = options;
    this.plan = options.plan;
    this.#wanted = options.plan.replicas;
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

  /** Starts and stops pods until their number is the wanted one. */
  reconcile(): void {
    const observations = this.pods.map((pod) => ({
      name: pod.name,
      isTerminating: pod.isTerminating,
      isRunning: pod.state.phase === 'Running',
      isReady: pod.state.isReady,
      readySinceMs: pod.state.readySinceMs,
      restarts: pod.state.restarts,
      createdAtMs: pod.createdAtMs,
    }));
    const decision = decideReplicas(this.#wanted, observations);
    if (decision.startCount === 0 && decision.stop.length === 0) return;
    this.#options.world.logger.debug({ deployment: this.plan.name }, decision.reason);
    for (let i = 0; i < decision.startCount; i += 1) this.#start();
    for (const pod of this.#pods) {
      if (decision.stop.includes(pod.name)) void pod.terminate(`scaled in: ${decision.reason}`);
    }
  }

  /** How many pods have been ready for as long as the Deployment asks. */
  get available(): number {
    const now = this.#options.world.clock.now();
    const { minReadyMs } = this.plan;
    return this.pods.filter(
      ({ state }) => state.readySinceMs !== null && now - state.readySinceMs >= minReadyMs,
    ).length;
  }

  /** Whether the wanted pods are available and no other is left. */
  get isSettled(): boolean {
    return this.#pods.size === this.#wanted && this.available === this.#wanted;
  }

  observe(): StartupObservation {
    const active = this.pods.filter((pod) => !pod.isTerminating);
    return {
      deployment: this.plan.name,
      wanted: this.#wanted,
      ready: this.available,
      pods: active.map(({ name, state }) => ({
        name,
        isReady: state.isReady,
        isFailed: state.phase === 'Failed',
        failures: state.failures,
        message: state.message,
      })),
    };
  }

  #start(): void {
    const { plan, world, random, onPodChange } = this.#options;
    const names = new Set(this.pods.map((pod) => pod.name));
    let name = podName(plan.name, plan.templateHash, random);
    while (names.has(name)) name = podName(plan.name, plan.templateHash, random);
    const pod = new Pod({ name, plan, world, onChange: onPodChange });
    this.#pods.add(pod);
    void pod.gone.then(() => this.#remove(pod));
  }

  async #remove(pod: Pod): Promise<void> {
    this.#pods.delete(pod);
    const { world, onPodChange } = this.#options;
    onPodChange(pod, pod.state);
    try {
      await world.publish();
    } catch (error) {
      world.logger.debug({ pod: pod.name, err: error }, 'the mesh did not close the listeners of a pod');
    }
    pod.releasePorts();
  }
}
