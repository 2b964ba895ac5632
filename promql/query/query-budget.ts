import { PromqlError } from '../promql-error.ts';

interface BudgetLimits {
  readonly maxSamples: number;
  readonly maxSeries: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
}

const workBetweenLooks = 200_000;

/**
 * What one query may still use. Refuses before the memory is taken, and looks at the clock every few milliseconds of
 * work.
 */
export class QueryBudget {
  readonly #limits: BudgetLimits;
  readonly #deadline: number;
  #heldSamples = 0;
  #work = 0;

  constructor(limits: BudgetLimits) {
    this.#limits = limits;
    this.#deadline = limits.now() + limits.timeoutMs;
  }

  get heldSamples(): number {
    return this.#heldSamples;
  }

  /** Takes samples into memory. */
  hold(samples: number): void {
    this.#heldSamples += samples;
    if (this.#heldSamples > this.#limits.maxSamples)
      throw new PromqlError(
        'limit',
        `query processing would load too many samples into memory in query execution: more than ${this.#limits.maxSamples}; ask for fewer series, a shorter range or a longer step`,
      );
    this.spend(samples);
  }

  /** Back to what was held at an earlier time, when intermediate results are let go. */
  releaseTo(samples: number): void {
    this.#heldSamples = samples;
  }

  checkSeries(count: number): void {
    if (count > this.#limits.maxSeries)
      throw new PromqlError(
        'limit',
        `query would touch ${count} series, and at most ${this.#limits.maxSeries} are allowed; narrow its selectors`,
      );
  }

  /** Counts work done, about one unit a sample, and stops the query when its time is over. */
  spend(work: number): void {
    this.#work += work + 1;
    if (this.#work < workBetweenLooks) return;
    this.#work = 0;
    this.look();
  }

  look(): void {
    if (this.#limits.signal?.aborted)
      throw new PromqlError('canceled', 'query was canceled in expression evaluation');
    if (this.#limits.now() > this.#deadline)
      throw new PromqlError(
        'timeout',
        `query timed out in expression evaluation, after ${this.#limits.timeoutMs} ms`,
      );
  }
}
