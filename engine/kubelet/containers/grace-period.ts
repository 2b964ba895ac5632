import type { Clock } from '@petstore/chassis/time';

/** How long something may still take to end; it can be shortened while it runs. */
export class GracePeriod {
  readonly #clock: Clock;
  #endsAtMs: number;
  #shortened = new AbortController();

  constructor(clock: Clock, durationMs: number) {
    this.#clock = clock;
    this.#endsAtMs = clock.now() + durationMs;
  }

  get leftMs(): number {
    return Math.max(0, this.#endsAtMs - this.#clock.now());
  }

  /** Ends it so long from now, unless it ends sooner already. */
  shorten(toMs: number): void {
    if (toMs >= this.leftMs) return;
    this.#endsAtMs = this.#clock.now() + toMs;
    this.#shortened.abort();
    this.#shortened = new AbortController();
  }

  /** Resolves when it is over, not before `leastMs` have passed, or when the signal aborts. */
  async over(signal: AbortSignal, leastMs = 0): Promise<void> {
    const leastAtMs = this.#clock.now() + leastMs;
    while (!signal.aborted) {
      const leftMs = Math.max(this.#endsAtMs, leastAtMs) - this.#clock.now();
      if (leftMs <= 0) return;
      await this.#clock.wait(leftMs, AbortSignal.any([signal, this.#shortened.signal]));
    }
  }
}
