import { messageOf } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';

interface TeardownStep {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What was started, to be ended in reverse order; a step that fails does not keep the others from ending. */
export class Teardown {
  readonly #logger: Pick<Logger, 'error'>;
  readonly #stages: TeardownStep[][] = [];

  constructor(logger: Pick<Logger, 'error'>) {
    this.#logger = logger;
  }

  /** Steps that are added together end together. */
  add(...steps: readonly TeardownStep[]): void {
    this.#stages.push([...steps]);
  }

  async run(): Promise<void> {
    for (const stage of this.#stages.splice(0).reverse()) {
      await Promise.all(stage.map((step) => this.#runStep(step)));
    }
  }

  async #runStep({ name, run }: TeardownStep): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#logger.error({ err: error }, `${name} did not end cleanly: ${messageOf(error)}`);
    }
  }
}
