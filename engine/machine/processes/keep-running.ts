import { messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import { type CrashHistory, decideRestart, noCrashes } from './decide-restart.ts';

/** A process beside the pods that all of them need. */
interface Companion {
  stop(withinMs?: number): Promise<void>;
}

interface KeepRunningOptions<T extends Companion> {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** Gives up when the signal aborts, and leaves nothing behind. */
  start(signal: AbortSignal): Promise<T>;
  /** Resolves with how it ended, when it ended by itself. */
  exitOf(companion: T): Promise<string>;
}

/** A companion that is started again, with the back-off of a container, whenever it ends by itself. */
export interface KeptRunning<T extends Companion> {
  /** The one that runs now; while another is being started, the one before. */
  readonly current: T;
  /** The listener is called after each start but the first. */
  onRestarted(listener: () => void): void;
  stop(withinMs?: number): Promise<void>;
}

export async function keepRunning<T extends Companion>(
  options: KeepRunningOptions<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<KeptRunning<T>> {
  return new Keeper(options, await options.start(signal));
}

class Keeper<T extends Companion> implements KeptRunning<T> {
  readonly #options: KeepRunningOptions<T>;
  readonly #stopping = new AbortController();
  #current: T;
  #crashes: CrashHistory = noCrashes;
  #restarting: Promise<void> = Promise.resolve();
  readonly #listeners: (() => void)[] = [];

  constructor(options: KeepRunningOptions<T>, current: T) {
    this.#options = options;
    this.#current = current;
    this.#watch();
  }

  get current(): T {
    return this.#current;
  }

  onRestarted(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async stop(withinMs?: number): Promise<void> {
    this.#stopping.abort();
    await this.#restarting;
    await this.#current.stop(withinMs);
  }

  #watch(): void {
    const startedAt = this.#options.clock.now();
    void this.#options.exitOf(this.#current).then((why) => {
      if (this.#stopping.signal.aborted) return;
      this.#restarting = this.#restart(`ended: ${why}`, this.#options.clock.now() - startedAt);
    });
  }

  async #restart(why: string, ranForMs: number): Promise<void> {
    const { name, clock, logger, start } = this.#options;
    const decision = decideRestart(this.#crashes, ranForMs);
    this.#crashes = decision.history;
    logger.warn({ process: name }, `${name} ${why}; ${decision.reason}`);
    await clock.wait(decision.delayMs, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    try {
      this.#current = await start(this.#stopping.signal);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      return this.#restart(`did not start: ${messageOf(error)}`, 0);
    }
    this.#watch();
    logger.warn({ process: name }, `${name} runs again`);
    if (!this.#stopping.signal.aborted) for (const listener of this.#listeners) listener();
  }
}
