import { AppError, messageOf } from '@petstore/chassis/errors';
import { type CrashHistory, decideRestart, noCrashes } from '../../machine/processes/decide-restart.ts';
import type { Container, InitContainer } from '../../manifests/index.ts';
import { describeExit } from '../containers/container-process.ts';
import { GracePeriod } from '../containers/grace-period.ts';
import { memoryLimitOf } from '../containers/memory-limit.ts';
import type { PodContext } from '../containers/pod-context.ts';
import { prepareContainer } from '../containers/prepare-container.ts';
import type { HealthDecision } from '../probes/decide-health.ts';
import { preparePreStop, prepareProbes } from '../probes/prepare-probes.ts';
import type { ProbeKind } from '../probes/watch-container.ts';
import { type ContainerRecord, terminatedState } from '../status/container-record.ts';
import type { ContainerSample } from '../usage/pod-metrics.ts';
import type { MeasuredUsage } from '../usage/usage-meter.ts';
import { ContainerRun, type RunEnd } from './container-run.ts';
import type { PodPlan } from './plan-pod.ts';
import type { PodEvent, PodSurroundings } from './pod-surroundings.ts';

export type RunnableContainer =
  | { readonly role: 'init'; readonly container: InitContainer }
  | { readonly role: 'main'; readonly container: Container };

interface RunnerOptions {
  readonly runnable: RunnableContainer;
  readonly plan: PodPlan;
  readonly surroundings: PodSurroundings;
  readonly context: PodContext;
}

const portAttempts = 5;
const firstRetryMs = 1_000;
const longestRetryMs = 10_000;

/** One container of a pod across its runs: started, probed, and started again with a growing pause where it ends. */
export class ContainerRunner {
  readonly #options: RunnerOptions;
  #record: ContainerRecord;
  #run: ContainerRun | null = null;
  #failingProbe: ProbeKind | null = null;
  #portMoves = 0;
  #failedCreations = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { runnable, plan } = options;
    const { name, image } = runnable.container;
    const reason = plan.initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
    const state = { value: 'waiting', reason, message: null } as const;
    this.#record = { name, image, state, last: null, isStarted: false, isReady: false, restarts: 0, run: 0 };
  }

  get name(): string {
    return this.#record.name;
  }

  get record(): ContainerRecord {
    return this.#record;
  }

  get state(): { readonly pid: number | null } {
    return { pid: this.#run?.pid ?? null };
  }

  /** What its process used when it was measured last; null before that, and while none runs. */
  get usage(): MeasuredUsage | null {
    return this.#run?.usage ?? null;
  }

  get sample(): ContainerSample | null {
    const usage = this.#run?.usageWindow.read() ?? null;
    return usage === null ? null : { name: this.name, ...usage };
  }

  measured(pid: number, usage: MeasuredUsage | null): void {
    if (this.#run?.pid === pid) this.#run.measured(usage);
  }

  /** Runs the container until it has completed (an init container) or the pod stops. */
  async run(): Promise<void> {
    const { stopping } = this.#options.surroundings;
    let crashes = noCrashes;
    let isRestart = false;
    while (!stopping.aborted) {
      const begun = await this.#begin(isRestart);
      if (begun === null) continue;
      const end = await begun.ended;
      this.#finish(end);
      if (stopping.aborted || (this.#isInit && end.exit.code === 0)) return;
      isRestart = !this.#mayMove(begun);
      if (isRestart) crashes = await this.#backOff(crashes, end);
    }
  }

  /** Ends what runs, so that its own work is done; a second call can only make the grace shorter. */
  async terminate(grace: GracePeriod): Promise<void> {
    if (this.#run === null) return;
    this.#event('Normal', 'Killing', `Stopping container ${this.name}`);
    await this.#run.terminate(grace);
  }

  shortenGrace(toMs: number): void {
    this.#run?.shortenGrace(toMs);
  }

  signal(signal: NodeJS.Signals): void {
    this.#run?.signal(signal);
  }

  get #isInit(): boolean {
    return this.#options.runnable.role === 'init';
  }

  /** Starts a run when it is its turn; null when it cannot be started, or the pod stops. */
  async #begin(isRestart: boolean): Promise<ContainerRun | null> {
    const { surroundings, context } = this.#options;
    const { stopping, reconfigured } = surroundings;
    const started = await context.starts.enter(stopping);
    if (stopping.aborted) {
      started();
      return null;
    }
    try {
      const run = await this.#start(isRestart);
      if (run === null) started();
      else void run.ended.then(started);
      this.#failedCreations = 0;
      return run;
    } catch (error) {
      started();
      this.#notCreated(error);
    }
    const delayMs = Math.min(firstRetryMs * 2 ** this.#failedCreations, longestRetryMs);
    this.#failedCreations += 1;
    await context.clock.wait(delayMs, AbortSignal.any([stopping, reconfigured]));
    return null;
  }

  async #start(isRestart: boolean): Promise<ContainerRun | null> {
    const { surroundings, context, runnable, plan } = this.#options;
    const { container } = runnable;
    const place = await surroundings.place(this.name);
    const prepared = prepareContainer(container, place, context);
    const probed =
      runnable.role === 'init' ? null : { container: runnable.container, prepared, port: place.port };
    const probes = probed === null ? null : prepareProbes(probed);
    const preStop = probed === null ? null : preparePreStop(probed, context.clock);
    if (surroundings.stopping.aborted) return null;
    this.#announce();
    const run = new ContainerRun({
      prepared,
      probes,
      preStop,
      context,
      port: place.port,
      source: {
        namespace: plan.namespace,
        deployment: plan.workload,
        pod: plan.name,
        container: this.name,
        isMain: this.name === plan.containers[0]?.name,
      },
      memoryLimitBytes: memoryLimitOf(container),
      onHealth: (health) => this.#onHealth(health),
      onProbeFailure: (kind, reason) => this.#onProbeFailure(kind, reason),
    });
    this.#run = run;
    const { restarts, run: runs } = this.#record;
    this.#update({
      state: { value: 'running', startedAtMs: run.startedAtMs },
      last: this.#lastEnd(),
      restarts: restarts + (isRestart ? 1 : 0),
      run: runs + 1,
      isStarted: this.#isInit,
    });
    if (run.pid !== null) this.#event('Normal', 'Started', `Started container ${this.name}`);
    run.watch();
    return run;
  }

  /** Images are not pulled: whatever they are called, they stand for the app folder. */
  #announce(): void {
    const { image } = this.#record;
    const { appDirectory } = this.#options.context;
    const message = `Container image ${JSON.stringify(image)} stands for ${appDirectory} on this machine`;
    this.#event('Normal', 'Pulled', message);
    this.#event('Normal', 'Created', `Created container: ${this.name}`);
  }

  #notCreated(error: unknown): void {
    const isMissing = error instanceof AppError && error.code === 'container-config-missing';
    const reason = isMissing ? 'CreateContainerConfigError' : 'CreateContainerError';
    const message = messageOf(error);
    this.#event('Warning', 'Failed', `Error: ${message}`);
    this.#update({ state: { value: 'waiting', reason, message }, last: this.#lastEnd() });
  }

  #finish(end: RunEnd): void {
    this.#run = null;
    const state = terminatedState({ ...end, run: this.#record.run });
    const hasCompleted = this.#isInit && state.exitCode === 0;
    if (state.reason === 'StartError') this.#event('Warning', 'Failed', `Error: ${state.message}`);
    this.#update({ state, isStarted: false, isReady: hasCompleted });
  }

  /** Whether it ended for want of its port, and may try another. */
  #mayMove({ isPortTaken }: ContainerRun): boolean {
    if (!isPortTaken || this.#portMoves >= portAttempts) return false;
    this.#portMoves += 1;
    this.#options.surroundings.forgetPort(this.name);
    return true;
  }

  async #backOff(crashes: CrashHistory, end: RunEnd): Promise<CrashHistory> {
    const { context, plan, surroundings } = this.#options;
    const decision = decideRestart(crashes, end.finishedAtMs - end.startedAtMs);
    const { delayMs, history } = decision;
    const how = end.outOfMemory ?? describeExit(end.exit);
    context.logger.debug({ pod: plan.name }, `container ${this.name} ${how}; ${decision.reason}`);
    if (delayMs > 0) {
      const where = `${plan.name}_${plan.namespace}(${plan.uid})`;
      this.#event('Warning', 'BackOff', `Back-off restarting failed container ${this.name} in pod ${where}`);
      const message = `back-off ${delayMs / 1000}s restarting failed container=${this.name} pod=${where}`;
      const state = { value: 'waiting', reason: 'CrashLoopBackOff', message } as const;
      this.#update({ state, last: this.#lastEnd() });
    }
    await context.clock.wait(delayMs, surroundings.stopping);
    return history;
  }

  #onHealth({ isStarted, isReady, mustRestart, reason }: HealthDecision): void {
    const { surroundings, plan, context } = this.#options;
    if (surroundings.stopping.aborted || this.#run === null) return;
    context.logger.debug({ pod: plan.name, container: this.name, isReady, mustRestart }, reason);
    this.#update({ isStarted, isReady });
    if (!mustRestart) return;
    const probe = this.#failingProbe ?? 'liveness';
    this.#event('Normal', 'Killing', `Container ${this.name} failed ${probe} probe, will be restarted`);
    void this.#run.terminate(new GracePeriod(context.clock, plan.graceMs));
  }

  #onProbeFailure(kind: ProbeKind, reason: string): void {
    if (this.#options.surroundings.stopping.aborted) return;
    if (kind !== 'readiness') this.#failingProbe = kind;
    const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    this.#event('Warning', 'Unhealthy', `${name} probe failed: ${reason}`);
  }

  #lastEnd(): ContainerRecord['last'] {
    const { state, last } = this.#record;
    return state.value === 'terminated' ? state : last;
  }

  #event(type: PodEvent['type'], reason: string, message: string): void {
    this.#options.surroundings.record({ type, reason, message });
  }

  #update(changes: Partial<ContainerRecord>): void {
    this.#record = { ...this.#record, ...changes };
    this.#options.surroundings.changed();
  }
}
