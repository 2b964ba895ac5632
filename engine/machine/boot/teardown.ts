import { messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';

interface TeardownStep {
  readonly name: string;
  /** Told how much is left of the time in which everything should have ended. */
  readonly run: (leftMs: number) => Promise<void>;
}

interface TeardownOptions {
  readonly logger: Pick<Logger, 'error'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly withinMs: number;
}

/** What was started, to be ended in reverse order; a step that fails does not keep the others from ending. */
export class Teardown {
  readonly #options: TeardownOptions;
  readonly #stages: TeardownStep[][] = [];

  constructor(options: TeardownOptions) {
    this.#options = options;
  }

  /** Steps that are added together end together. */
  add(...steps: readonly TeardownStep[]): void {
    this.#stages.push([...steps]);
  }

  async run(): Promise<void> {
    const { clock, withinMs } = this.#options;
    const deadline = clock.now() + withinMs;
    for (const stage of this.#stages.splice(0).reverse()) {
      const leftMs = Math.max(0, deadline - clock.now());
      await Promise.all(stage.map((step) => this.#runStep(step, leftMs)));
    }
  }

  async #runStep({ name, run }: TeardownStep, leftMs: number): Promise<void> {
    try {
      await run(leftMs);
    } catch (error) {
      this.#options.logger.error({ err: error }, `${name} did not end cleanly: ${messageOf(error)}`);
    }
  }
}
