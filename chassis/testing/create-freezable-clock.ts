import { type Clock, systemClock } from '../time/index.ts';

export interface FreezableClock extends Clock {
  /** As SIGSTOP does to a process that waits: no wait ends until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** The clock of a process that can be stopped between two pieces of its work. */
export function createFreezableClock(): FreezableClock {
  let thawed = Promise.resolve();
  let end: () => void = () => undefined;
  return {
    now: () => systemClock.now(),
    async wait(durationMs, signal) {
      await systemClock.wait(durationMs, signal);
      await thawed;
    },
    freeze() {
      thawed = new Promise((resolve) => {
        end = resolve;
      });
    },
    thaw: () => end(),
  };
}
