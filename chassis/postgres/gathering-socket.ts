import { Socket } from 'node:net';

/**
 * Hands what is written in one turn of the event loop to the system in one call: the calls are most of what short statements cost. The
 * driver corks its stream for each statement; the first of these corks it to the end of the turn.
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
