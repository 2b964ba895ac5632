import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { type CrashHistory, decideRestart, noCrashes } from '../machine/processes/decide-restart.ts';
import type { InitContainer } from '../manifests/index.ts';
import {
  type ContainerExit,
  type ContainerProcess,
  describeExit,
  RecentOutput,
  startContainer,
} from './containers/container-process.ts';
import { GracePeriod } from './containers/grace-period.ts';
import { decideMemory, memoryLimitOf } from './containers/memory-limit.ts';
import type { PodContext } from './containers/pod-context.ts';
import type { PodIdentity } from './containers/pod-fields.ts';
import { type ContainerPlace, calledServices, prepareContainer } from './containers/prepare-container.ts';
import { prepareVolumes } from './containers/prepare-volumes.ts';
import { terminateContainer } from './containers/terminate-container.ts';
import { drainPod } from './drain-pod.ts';
import type { LogSource } from './logs/log-store.ts';
import type { DeploymentPlan } from './plan-deployment.ts';
import { PodNetwork } from './pod-network.ts';
import { type PodState, pendingPod } from './pod-state.ts';
import type { HealthDecision } from './probes/decide-health.ts';
import { preparePreStop, prepareProbes } from './probes/prepare-probes.ts';
import { watchContainer } from './probes/watch-container.ts';
import type { MeasuredUsage } from './usage/usage-meter.ts';

interface PodOptions {
  readonly name: string;
  readonly uid: string;
  readonly plan: DeploymentPlan;
  readonly context: PodContext;
  readonly onChange: (pod: Pod, before: PodState) => void;
}

interface FinishedRun {
  readonly exit: ContainerExit;
  readonly how: string;
  readonly ranForMs: number;
  readonly isPortTaken: boolean;
}

const portAttempts = 5;

/** One replica: its volumes, ports, init containers and the main process, kept running until it is told to end. */
export class Pod {
  readonly name: string;
  readonly plan: DeploymentPlan;
  readonly createdAtMs: number;
  /** Resolves when every process of the pod is gone; it never rejects. */
  readonly gone: Promise<void>;
  readonly #options: PodOptions;
  readonly #context: PodContext;
  readonly #network: PodNetwork;
  readonly #stopping = new AbortController();
  #state: PodState = pendingPod;
  #running: RunningContainer | null = null;
  #volumes: ReadonlyMap<string, string> = new Map();
  #portMoves = 0;

  constructor(options: PodOptions) {
    this.#options = options;
    this.#context = options.context;
    this.name = options.name;
    this.plan = options.plan;
    this.createdAtMs = options.context.clock.now();
    this.#network = new PodNetwork(options.context.ports);
    this.gone = this.#live();
  }

  get state(): PodState {
    return this.#state;
  }

  get port(): number | null {
    return this.#network.portOf(this.plan.main.name);
  }

  get listeners(): ReadonlyMap<string, number> {
    return this.#network.listeners;
  }

  /** What its process used when it was measured last; null before that, and while none runs. */
  get usage(): MeasuredUsage | null {
    return this.#running?.usage ?? null;
  }

  get isTerminating(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Ends the pod so that nobody notices: no new requests, preStop, SIGTERM, the grace it asks for, SIGKILL. */
  async terminate(reason: string): Promise<void> {
    if (this.isTerminating) return this.gone;
    this.#beginToStop(reason);
    await drainPod(this.name, this.#context);
    if (this.#running !== null) await this.#terminateRunning(this.#running);
    await this.gone;
  }

  /** Ends the pod soon: SIGTERM now, SIGKILL when the time is over. Also cuts a termination short. */
  async end(killAfterMs: number): Promise<void> {
    if (!this.isTerminating) this.#beginToStop('the engine stops');
    this.#running?.process.signal('SIGTERM');
    const over = new AbortController();
    await Promise.race([this.gone, this.#context.clock.wait(killAfterMs, over.signal)]);
    over.abort();
    this.#running?.process.signal('SIGKILL');
    await this.gone;
  }

  /** Takes what a process of it was measured to use; what holds more memory than it may is killed. */
  measured(pid: number, usage: MeasuredUsage | null): void {
    const running = this.#running;
    if (running === null || running.process.pid !== pid) return;
    running.usage = usage;
    if (usage === null || running.outOfMemory !== null) return;
    const decision = decideMemory({ ...usage, limitBytes: running.memoryLimitBytes });
    if (!decision.mustKill) return;
    this.#context.logger.warn({ pod: this.name }, decision.reason);
    running.outOfMemory = decision.reason;
    running.process.signal('SIGKILL');
  }

  /** Gives the pod's ports back; to be called when the mesh no longer listens on them. */
  releasePorts(): void {
    this.#network.release();
  }

  async #live(): Promise<void> {
    try {
      await this.#prepare();
      for (const container of this.plan.initContainers) await this.#keepRunning(container, false);
      await this.#keepRunning(this.plan.main, true);
    } catch (error) {
      this.#context.logger.error({ pod: this.name, err: error }, 'a pod failed');
      this.#update({ phase: 'Failed', isReady: false, message: messageOf(error) });
      await this.#untilStopped();
    }
    await rm(join(this.#context.podsDirectory, this.name), { recursive: true, force: true }).catch((error) =>
      this.#context.logger.warn({ pod: this.name, err: error }, 'a pod left its volumes behind'),
    );
  }

  async #prepare(): Promise<void> {
    let crashes = noCrashes;
    while (!this.isTerminating) {
      try {
        return await this.#prepareOnce();
      } catch (error) {
        this.#network.release();
        crashes = await this.#backOff(crashes, 0, `not prepared: ${messageOf(error)}`);
      }
    }
  }

  async #prepareOnce(): Promise<void> {
    const { podsDirectory, cluster } = this.#context;
    this.#volumes = await prepareVolumes(join(podsDirectory, this.name), this.plan.volumes, cluster);
    if (this.plan.containerPort !== null) await this.#network.takePort(this.plan.main.name);
    for (const container of [...this.plan.initContainers, this.plan.main]) {
      await this.#network.openListeners(calledServices(container, this.#identity(), this.#context));
    }
    if (this.#network.listeners.size > 0) await this.#context.publish();
  }

  /** Runs a container until it has completed (an init container) or the pod stops. */
  async #keepRunning(container: InitContainer, isMain: boolean): Promise<void> {
    let crashes = noCrashes;
    while (!this.isTerminating) {
      const started = await this.#context.starts.enter(this.#stopping.signal);
      if (this.isTerminating) return started();
      const { exit, how, ranForMs, isPortTaken } = await this.#runOnce(container, isMain).finally(started);
      if (this.isTerminating || (!isMain && exit.code === 0)) return;
      if (isPortTaken && this.#portMoves < portAttempts) {
        this.#portMoves += 1;
        await this.#network.takePort(this.plan.main.name);
        continue;
      }
      if (isMain) this.#update({ restarts: this.#state.restarts + 1 });
      crashes = await this.#backOff(crashes, ranForMs, `container ${container.name} ${how}`);
    }
  }

  async #backOff(crashes: CrashHistory, ranForMs: number, why: string): Promise<CrashHistory> {
    const decision = decideRestart(crashes, ranForMs);
    const message = `${why}; ${decision.reason}`;
    this.#context.logger.debug({ pod: this.name }, message);
    this.#update({
      message,
      failures: this.#state.failures + 1,
      ...(decision.delayMs > 0 ? { phase: 'CrashLoopBackOff' } : {}),
    });
    await this.#context.clock.wait(decision.delayMs, this.#stopping.signal);
    return decision.history;
  }

  async #runOnce(container: InitContainer, isMain: boolean): Promise<FinishedRun> {
    const { clock, logs, processes } = this.#context;
    const writer = logs.writer(this.#logSource(container, isMain));
    const recent = new RecentOutput();
    const prepared = prepareContainer(container, this.#place(isMain), this.#context);
    const probed = { container: this.plan.main, prepared, port: this.port };
    const probes = isMain ? prepareProbes(probed) : null;
    const preStop = isMain ? preparePreStop(probed, clock) : null;
    const process = startContainer(prepared.command, (stream, chunk) => {
      recent.push(chunk);
      writer.write(stream, chunk);
    });
    const startedAtMs = clock.now();
    const { pid } = process;
    if (pid !== null) {
      processes.add({
        pid,
        pod: this.name,
        container: container.name,
        startedAt: new Date(startedAtMs).toISOString(),
      });
    }
    const memoryLimitBytes = memoryLimitOf(container);
    const running: RunningContainer = {
      process,
      preStop,
      memoryLimitBytes,
      termination: null,
      usage: null,
      outOfMemory: null,
    };
    this.#running = running;
    this.#update({
      phase: isMain ? 'Running' : 'Init',
      pid,
      startedAtMs,
      message: `container ${container.name} started`,
    });
    const watching = new AbortController();
    if (probes !== null && pid !== null) {
      const onHealth = (health: HealthDecision) => this.#onHealth(health);
      watchContainer({ probes, clock, signal: watching.signal, onHealth }).catch((error) =>
        this.#notWatched(error),
      );
    }
    const exit = await process.exited;
    watching.abort();
    this.#running = null;
    writer.flush();
    if (pid !== null) processes.remove(pid);
    const now = clock.now();
    const reason = running.outOfMemory === null ? null : ('OOMKilled' as const);
    const lastExit = { code: exit.code, signal: exit.signal, reason, at: new Date(now).toISOString() };
    this.#update({ isReady: false, readySinceMs: null, pid: null, lastExit });
    const isPortTaken = isMain && this.port !== null && recent.saysPortTaken(this.port);
    const how = running.outOfMemory ?? describeExit(exit);
    return { exit, how, ranForMs: now - startedAtMs, isPortTaken };
  }

  #logSource({ name: container }: InitContainer, isMain: boolean): LogSource {
    const { namespace, name: deployment } = this.plan;
    return { namespace, deployment, pod: this.name, container, isMain };
  }

  /** Nobody would ask its probes any more, so it is started again; the engine and the other pods go on. */
  #notWatched(error: unknown): void {
    this.#context.logger.error({ pod: this.name, err: error }, 'the probes of a pod cannot be asked');
    const reason = `the probes cannot be asked: ${messageOf(error)}`;
    this.#onHealth({ isStarted: false, isReady: false, mustRestart: true, reason });
  }

  #onHealth({ isReady, mustRestart, reason }: HealthDecision): void {
    if (this.isTerminating) return;
    this.#context.logger.debug({ pod: this.name, isReady, mustRestart }, reason);
    const readySinceMs = isReady ? (this.#state.readySinceMs ?? this.#context.clock.now()) : null;
    this.#update({ isReady, readySinceMs, message: reason, ...(isReady ? { failures: 0 } : {}) });
    if (mustRestart && this.#running !== null) void this.#terminateRunning(this.#running);
  }

  #terminateRunning(running: RunningContainer): Promise<void> {
    running.termination ??= terminateContainer(running.process, {
      preStop: running.preStop,
      grace: new GracePeriod(this.#context.clock, this.plan.graceMs),
      onHookFailed: (error) =>
        this.#context.logger.warn({ pod: this.name }, `the preStop hook failed: ${messageOf(error)}`),
    });
    return running.termination;
  }

  #beginToStop(reason: string): void {
    this.#stopping.abort();
    this.#update({ phase: 'Terminating', isReady: false, readySinceMs: null, message: reason });
  }

  #untilStopped(): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  #place(isMain: boolean): ContainerPlace {
    const { listeners } = this.#network;
    return {
      pod: this.#identity(),
      port: isMain ? this.port : null,
      listeners,
      volumes: this.#volumes,
    };
  }

  #identity(): PodIdentity {
    const { namespace, serviceAccount, labels, annotations } = this.plan;
    return { name: this.name, uid: this.#options.uid, namespace, serviceAccount, labels, annotations };
  }

  #update(changes: Partial<PodState>): void {
    const before = this.#state;
    const phase = this.isTerminating ? { phase: 'Terminating' as const } : {};
    this.#state = { ...before, ...changes, ...phase };
    this.#options.onChange(this, before);
  }
}

/** The container that a pod runs at this moment. */
interface RunningContainer {
  readonly process: ContainerProcess;
  readonly preStop: ((signal: AbortSignal) => Promise<void>) | null;
  readonly memoryLimitBytes: number | null;
  termination: Promise<void> | null;
  usage: MeasuredUsage | null;
  /** Why it was killed, when it was killed for its memory. */
  outOfMemory: string | null;
}
