import { PromqlError } from '../promql-error.ts';

interface BudgetLimits {
  readonly maxSamples: number;
  readonly maxSeries: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
}

const workBetweenLooks = 200_000;

/** Limits of one query. Refuses before memory is allocated, and checks the clock every few milliseconds of work. */
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

  /** Counts samples as held in memory. */
  hold(samples: number): void {
    this.#heldSamples += samples;
    if (this.#heldSamples > this.#limits.maxSamples)
      throw new PromqlError(
        'limit',
        `query processing would load too many samples into memory in query execution: more than ${this.#limits.maxSamples}; ask for fewer series, a shorter range or a longer step`,
      );
    this.spend(samples);
  }

  /** Returns to an earlier number of held samples when intermediate results are released. */
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

  /** Counts work, about one unit for each sample, and stops the query at its timeout. */
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
