import { Socket } from 'node:net';

/**
 * Writes everything of one turn of the event loop in one system call: system calls are most of the cost of short
 * statements. The driver corks its stream for each statement; the first cork lasts until the end of the turn.
 */
export class GatheringSocket extends Socket {
  #isGathering = false;

  override cork(): void {
    super.cork();
    if (this.#isGathering) return;
    this.#isGathering = true;
    super.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      this.uncork();
    });
  }
}
