import type { Clock } from '@petstore/chassis/time';
import { type ContainerProbeHistories, decideHealth, type HealthDecision } from './decide-health.ts';
import {
  decideNextProbe,
  decideProbe,
  freshProbeHistory,
  type ProbeHistory,
  type ProbeTiming,
} from './decide-probe.ts';
import { type ProbeAction, runProbe } from './run-probe.ts';

export interface ContainerProbe {
  readonly timing: ProbeTiming;
  readonly action: ProbeAction;
}

export type ProbeKind = 'startup' | 'readiness' | 'liveness';
export type ContainerProbes = Readonly<Record<ProbeKind, ContainerProbe | null>>;

interface WatchOptions {
  readonly probes: ContainerProbes;
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called with the first decision and whenever it changes. */
  readonly onHealth: (decision: HealthDecision) => void;
  /** Called for each answer that counts as a failure, before its consequences are told. */
  readonly onFailure?: (kind: ProbeKind, reason: string) => void;
}

/** Asks a running container's probes until the signal aborts, and tells what they mean together. */
export async function watchContainer(options: WatchOptions): Promise<void> {
  await new ContainerWatch(options).run();
}

class ContainerWatch {
  readonly #options: WatchOptions;
  readonly #histories: Record<ProbeKind, ProbeHistory | null>;
  #health: HealthDecision;

  constructor(options: WatchOptions) {
    this.#options = options;
    const fresh = (kind: ProbeKind) => (options.probes[kind] === null ? null : freshProbeHistory);
    this.#histories = {
      startup: fresh('startup'),
      readiness: fresh('readiness'),
      liveness: fresh('liveness'),
    };
    this.#health = decideHealth(this.#histories satisfies ContainerProbeHistories);
  }

  async run(): Promise<void> {
    const { onHealth, signal } = this.#options;
    onHealth(this.#health);
    await this.#ask('startup', () => this.#health.isStarted || this.#health.mustRestart);
    if (signal.aborted || this.#health.mustRestart) return;
    await Promise.all([
      this.#ask('readiness', () => this.#health.mustRestart),
      this.#ask('liveness', () => this.#health.mustRestart),
    ]);
  }

  async #ask(kind: ProbeKind, isDone: () => boolean): Promise<void> {
    const probe = this.#options.probes[kind];
    if (probe === null) return;
    const { clock, signal } = this.#options;
    const { timing, action } = probe;
    // Starting a process ten times a second would slow down what it waits for.
    const isEager = kind !== 'liveness' && action.kind !== 'exec';
    let countedAt: number | null = null;
    await clock.wait(timing.initialDelayMs, signal);
    while (!signal.aborted && !isDone()) {
      const result = await runProbe(action, timing.timeoutMs);
      if (signal.aborted) return;
      const history = this.#histories[kind] ?? freshProbeHistory;
      const now = clock.now();
      const next = decideNextProbe(timing, {
        verdict: history.verdict,
        isSuccess: result.isSuccess,
        sinceCountedMs: countedAt === null ? null : now - countedAt,
        isEager,
      });
      if (next.counts) {
        countedAt = now;
        if (!result.isSuccess) this.#options.onFailure?.(kind, result.reason);
        this.#record(kind, decideProbe(timing, history, result));
      }
      if (!isDone()) await clock.wait(next.nextInMs, signal);
    }
  }

  #record(kind: ProbeKind, history: ProbeHistory): void {
    this.#histories[kind] = history;
    const health = decideHealth(this.#histories);
    const { isReady, isStarted, mustRestart, reason } = this.#health;
    const isSame =
      health.isReady === isReady &&
      health.isStarted === isStarted &&
      health.mustRestart === mustRestart &&
      health.reason === reason;
    this.#health = health;
    if (!isSame) this.#options.onHealth(health);
  }
}
