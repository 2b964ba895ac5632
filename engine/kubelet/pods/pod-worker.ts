import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { type PodPorts, podPortAnnotations } from '../../api/objects/pod-ports.ts';
import { GracePeriod } from '../containers/grace-period.ts';
import type { PodContext } from '../containers/pod-context.ts';
import { type ContainerPlace, calledServices } from '../containers/prepare-container.ts';
import { prepareVolumes } from '../containers/prepare-volumes.ts';
import { drainPod } from '../drain-pod.ts';
import { PodNetwork } from '../pod-network.ts';
import type { PodObservation } from '../status/compose-pod-status.ts';
import { ContainerRunner } from './container-runner.ts';
import type { PodPlan } from './plan-pod.ts';
import type { PodEvent, PodSurroundings } from './pod-surroundings.ts';

interface WorkerOptions {
  readonly plan: PodPlan;
  readonly context: PodContext;
  /** Called after every change of what the pod's object is to say. */
  readonly onChange: (worker: PodWorker) => void;
  readonly record: (event: PodEvent) => void;
}

const firstRetryMs = 500;
const longestRetryMs = 30_000;

/** Runs one pod from its volumes and ports to the end of its last process. */
export class PodWorker {
  readonly plan: PodPlan;
  readonly startedAtMs: number;
  readonly initContainers: readonly ContainerRunner[];
  readonly containers: readonly ContainerRunner[];
  /** Resolves when every process of the pod is gone; it never rejects. */
  readonly gone: Promise<void>;
  readonly #options: WorkerOptions;
  readonly #context: PodContext;
  readonly #network: PodNetwork;
  readonly #stopping = new AbortController();
  #reconfigured = new AbortController();
  #volumes: ReadonlyMap<string, string> = new Map();
  #isPrepared = false;
  #isOver = false;
  #isPublished = true;
  #graceMs = Number.POSITIVE_INFINITY;
  #grace: GracePeriod | null = null;

  constructor(options: WorkerOptions) {
    const { plan, context } = options;
    this.#options = options;
    this.#context = context;
    this.plan = plan;
    this.startedAtMs = context.clock.now();
    this.#network = new PodNetwork(context.ports);
    const surroundings = this.#surroundings();
    const common = { plan, surroundings, context };
    this.initContainers = plan.initContainers.map(
      (container) => new ContainerRunner({ ...common, runnable: { role: 'init', container } }),
    );
    this.containers = plan.containers.map(
      (container) => new ContainerRunner({ ...common, runnable: { role: 'main', container } }),
    );
    this.gone = this.#live();
  }

  get isTerminating(): boolean {
    return this.#stopping.signal.aborted;
  }

  get isReady(): boolean {
    return this.containers.every(({ record }) => record.isReady);
  }

  get runners(): readonly ContainerRunner[] {
    return [...this.initContainers, ...this.containers];
  }

  observe(): Omit<PodObservation, 'appDirectory'> {
    return {
      uid: this.plan.uid,
      qosClass: this.plan.qosClass,
      startedAtMs: this.startedAtMs,
      isPrepared: this.#isPrepared,
      isOver: this.#isOver,
      initContainers: this.initContainers.map(({ record }) => record),
      containers: this.containers.map(({ record }) => record),
    };
  }

  /** Where its processes listen, for the pod's annotations. */
  get portAnnotations(): ReturnType<typeof podPortAnnotations> {
    const ports = this.plan.containers.flatMap(({ name, ports: [declared] = [] }) => {
      const port = this.#network.portOf(name);
      return declared === undefined || port === null ? [] : [[String(declared.containerPort), port] as const];
    });
    const described: PodPorts = {
      ports: Object.fromEntries(ports),
      outbound: Object.fromEntries(this.#network.listeners),
    };
    return podPortAnnotations(described);
  }

  /** Looks again at ConfigMaps and Secrets: what waits for one tries again. */
  reconfigure(): void {
    this.#reconfigured.abort();
    this.#reconfigured = new AbortController();
  }

  /**
   * Ends the pod so that nobody notices: no new requests, preStop, SIGTERM, the grace, SIGKILL. A second call can only
   * make the grace shorter.
   */
  async terminate(graceMs: number): Promise<void> {
    if (graceMs >= this.#graceMs) return this.gone;
    this.#graceMs = graceMs;
    if (this.isTerminating) {
      this.#grace?.shorten(graceMs);
      return this.gone;
    }
    for (const runner of this.runners) runner.shortenGrace(graceMs);
    this.#beginToStop();
    await drainPod(this.plan.name, this.#context);
    const grace = new GracePeriod(this.#context.clock, this.#graceMs);
    this.#grace = grace;
    await Promise.all(this.runners.map((runner) => runner.terminate(grace)));
    await this.gone;
  }

  /** Ends the pod soon: SIGTERM now, SIGKILL when the time is over. Also cuts a termination short. */
  async end(killAfterMs: number): Promise<void> {
    if (!this.isTerminating) this.#beginToStop();
    for (const runner of this.runners) runner.signal('SIGTERM');
    const over = new AbortController();
    await Promise.race([this.gone, this.#context.clock.wait(killAfterMs, over.signal)]);
    over.abort();
    for (const runner of this.runners) runner.signal('SIGKILL');
    await this.gone;
  }

  /** Gives the pod's ports back; to be called when the mesh no longer listens on them. */
  releasePorts(): void {
    this.#network.release();
  }

  get #directory(): string {
    return join(this.#context.podsDirectory, this.plan.uid);
  }

  async #live(): Promise<void> {
    // Its owner knows it only after the constructor.
    await Promise.resolve();
    await this.#until('FailedMount', () => this.#mountVolumes());
    await this.#until('FailedCreatePodSandBox', () => this.#joinNetwork());
    for (const runner of this.initContainers) await runner.run();
    await Promise.all(this.containers.map((runner) => runner.run()));
    this.#isOver = true;
    await rm(this.#directory, { recursive: true, force: true }).catch((error) =>
      this.#context.logger.warn({ pod: this.plan.name, err: error }, 'a pod left its volumes behind'),
    );
  }

  /** Tries a step of the preparation until it succeeds or the pod stops. */
  async #until(failure: string, step: () => Promise<void>): Promise<void> {
    for (let failures = 0; !this.isTerminating; failures += 1) {
      const wake = AbortSignal.any([this.#stopping.signal, this.#reconfigured.signal]);
      try {
        return await step();
      } catch (error) {
        this.#options.record({ type: 'Warning', reason: failure, message: messageOf(error) });
        await this.#context.clock.wait(Math.min(firstRetryMs * 2 ** failures, longestRetryMs), wake);
      }
    }
  }

  async #mountVolumes(): Promise<void> {
    this.#volumes = await prepareVolumes(this.#directory, this.plan.volumes, this.#context.cluster);
  }

  async #joinNetwork(): Promise<void> {
    for (const { name, ports = [] } of this.plan.containers) {
      if (ports.length > 0 && this.#network.portOf(name) === null) await this.#network.takePort(name);
    }
    for (const { name } of this.runners) await this.#openListeners(name, { mayFail: true });
    this.#isPrepared = true;
    this.#options.onChange(this);
    await this.#publishListeners();
  }

  /** Opens the listeners that a container needs, as far as its environment is known. */
  async #openListeners(container: string, { mayFail }: { readonly mayFail: boolean }): Promise<void> {
    const { initContainers, containers } = this.plan;
    const found = [...initContainers, ...containers].find(({ name }) => name === container);
    if (found === undefined) return;
    let called: ReadonlySet<string>;
    try {
      called = calledServices(found, this.plan, this.#context);
    } catch (error) {
      // It is told when the container is to start.
      if (mayFail) return;
      throw error;
    }
    if (await this.#network.openListeners(called)) this.#isPublished = false;
  }

  async #publishListeners(): Promise<void> {
    if (this.#isPublished) return;
    this.#options.onChange(this);
    await this.#context.publish();
    this.#isPublished = true;
  }

  #beginToStop(): void {
    this.#stopping.abort();
    this.#options.onChange(this);
  }

  #surroundings(): PodSurroundings {
    const reconfigured = () => this.#reconfigured.signal;
    return {
      stopping: this.#stopping.signal,
      get reconfigured() {
        return reconfigured();
      },
      place: (container) => this.#place(container),
      movePort: async (container) => {
        await this.#network.takePort(container);
        this.#options.onChange(this);
      },
      changed: () => this.#options.onChange(this),
      record: this.#options.record,
    };
  }

  async #place(container: string): Promise<ContainerPlace> {
    await this.#openListeners(container, { mayFail: false });
    await this.#publishListeners();
    const { listeners } = this.#network;
    return { pod: this.plan, port: this.#network.portOf(container), listeners, volumes: this.#volumes };
  }
}
