import type { Clock } from '@petstore/chassis/time';

interface StartQueueOptions {
  readonly clock: Clock;
  /** Containers that start at the same time. */
  readonly mostAtOnce: number;
  /** A container that takes longer to become ready lets the next one begin. */
  readonly holdMs: number;
}

/**
 * Lets containers start a few at a time: a hundred processes that load at once would leave the engine no processor, so
 * that it could neither answer nor be interrupted.
 */
export class StartQueue {
  readonly #options: StartQueueOptions;
  readonly #waiting: (() => void)[] = [];
  #starting = 0;

  constructor(options: StartQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves when it is the caller's turn, or its signal aborts; what it resolves with is to be called when the start
   * is over.
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    const { clock, mostAtOnce, holdMs } = this.#options;
    if (this.#starting < mostAtOnce) this.#starting += 1;
    else if (!(await this.#turn(signal))) return () => undefined;
    const over = new AbortController();
    void clock.wait(holdMs, over.signal).then(() => this.#leave());
    return () => over.abort();
  }

  /** Whoever waits longest takes the place over. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#starting -= 1;
    else next();
  }

  /** Whether the caller has a place; it has none when its signal aborted before. */
  #turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const give = () => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = () => {
        const index = this.#waiting.indexOf(give);
        if (index !== -1) this.#waiting.splice(index, 1);
        resolve(false);
      };
      if (signal.aborted) return resolve(false);
      this.#waiting.push(give);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
