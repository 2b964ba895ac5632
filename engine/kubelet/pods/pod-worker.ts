import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { type PodPorts, podPortAnnotations } from '../../api/objects/pod-ports.ts';
import type { InitContainer } from '../../manifests/index.ts';
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
  #updating: Promise<void> = Promise.resolve();
  #placing: Promise<unknown> = Promise.resolve();
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

  /** Takes over what ConfigMaps and Secrets say now: into mounted files, and to whatever waits for one of them. */
  reconfigure(): void {
    this.#reconfigured.abort();
    this.#reconfigured = new AbortController();
    this.#updating = this.#updating.then(() => this.#updateVolumes());
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
    await this.#until('FailedMount', () => this.#mountFirst());
    await this.#until('FailedCreatePodSandBox', () => this.#joinNetwork());
    for (const runner of this.initContainers) await this.#keep(runner);
    await Promise.all(this.containers.map((runner) => this.#keep(runner)));
    this.#isOver = true;
    await this.#updating;
    await rm(this.#directory, { recursive: true, force: true }).catch((error) =>
      this.#context.logger.warn({ pod: this.plan.name, err: error }, 'a pod left its volumes behind'),
    );
  }

  /** A defect of ours in one container must end neither the engine nor another container. */
  async #keep(runner: ContainerRunner): Promise<void> {
    try {
      await runner.run();
    } catch (error) {
      this.#context.logger.error(
        { pod: this.plan.name, container: runner.name, err: error },
        'a container failed',
      );
      this.#options.record({ type: 'Warning', reason: 'Failed', message: `Error: ${messageOf(error)}` });
      await aborted(this.#stopping.signal);
    }
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

  /** Files stay as they are where their object is gone, unless it is optional. */
  async #updateVolumes(): Promise<void> {
    if (this.isTerminating || this.#volumes.size === 0) return;
    try {
      await this.#mountVolumes();
    } catch (error) {
      this.#options.record({ type: 'Warning', reason: 'FailedMount', message: messageOf(error) });
    }
  }

  #mountFirst(): Promise<void> {
    const mounted = this.#updating.then(() => this.#mountVolumes());
    this.#updating = mounted.catch(() => undefined);
    return mounted;
  }

  async #mountVolumes(): Promise<void> {
    this.#volumes = await prepareVolumes(this.#directory, this.plan.volumes, this.#context.cluster);
  }

  /** Takes what is known to be needed before anything runs, so that the mesh is told once. */
  async #joinNetwork(): Promise<void> {
    for (const { name } of this.containers) await this.#takePort(name);
    const called = this.runners.flatMap(({ name }) => this.#calledBy(name) ?? []);
    await this.#openListeners(called);
    this.#isPrepared = true;
    this.#options.onChange(this);
  }

  async #takePort(container: string): Promise<void> {
    const { ports = [] } = this.#specOf(container);
    if (ports.length === 0 || this.#network.portOf(container) !== null) return;
    await this.#network.takePort(container);
    this.#options.onChange(this);
  }

  /** Null while its environment cannot be made: that is told when it is to start. */
  #calledBy(container: string): readonly string[] | null {
    try {
      return [...calledServices(this.#specOf(container), this.plan, this.#context)];
    } catch {
      return null;
    }
  }

  async #openListeners(services: readonly string[]): Promise<void> {
    const opened = await this.#network.openListeners(services);
    if (opened.length === 0) return;
    this.#options.onChange(this);
    try {
      await this.#context.publish();
    } catch (error) {
      this.#network.forgetListeners(opened);
      this.#options.onChange(this);
      throw error;
    }
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
      forgetPort: (container) => this.#network.forgetPort(container),
      changed: () => this.#options.onChange(this),
      record: this.#options.record,
    };
  }

  /** One container after the other: none starts before the mesh serves what another one opened for it. */
  #place(container: string): Promise<ContainerPlace> {
    const place = this.#placing.then(() => this.#placeNow(container));
    this.#placing = place.catch(() => undefined);
    return place;
  }

  async #placeNow(container: string): Promise<ContainerPlace> {
    const isMain = this.plan.containers.some(({ name }) => name === container);
    if (isMain) await this.#takePort(container);
    await this.#openListeners([...calledServices(this.#specOf(container), this.plan, this.#context)]);
    const { listeners } = this.#network;
    return { pod: this.plan, port: this.#network.portOf(container), listeners, volumes: this.#volumes };
  }

  #specOf(container: string): InitContainer {
    const { initContainers, containers } = this.plan;
    const found = [...initContainers, ...containers].find(({ name }) => name === container);
    if (found === undefined) throw new Error(`the pod has no container ${container}`);
    return found;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
