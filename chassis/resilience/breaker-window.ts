/** Recent verdicts of a peer's calls, from which a breaker decides to open. */
export interface FailureWindow {
  count(isFailure: boolean): void;
  /** Whether the share of failed calls in the window reaches the limit. */
  isFailing(): boolean;
  clear(): void;
}

interface FailureWindowOptions {
  readonly windowMs?: number;
  /** Least number of calls in the window for a decision; 5 by default. */
  readonly fewestCalls?: number;
  /** Share of failures at which the peer counts as failing; 0.5 by default. */
  readonly failureRatio?: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

const slotCount = 10;

/** Counts calls over a sliding window of ten slots; old slots are dropped, also after a long silence. */
export function createFailureWindow(options: FailureWindowOptions = {}): FailureWindow {
  const { windowMs = 10_000, fewestCalls = 5, failureRatio = 0.5, now = () => performance.now() } = options;
  const slotMs = windowMs / slotCount;
  const empty = () => ({ index: -1, calls: 0, failures: 0 });
  let slots = Array.from({ length: slotCount }, empty);
  return {
    count(isFailure) {
      const index = Math.floor(now() / slotMs);
      const place = index % slotCount;
      const slot = slots[place]?.index === index ? slots[place] : { ...empty(), index };
      slots[place] = slot;
      slot.calls += 1;
      if (isFailure) slot.failures += 1;
    },
    isFailing() {
      const oldest = Math.floor(now() / slotMs) - slotCount + 1;
      const recent = slots.filter(({ index }) => index >= oldest);
      const calls = recent.reduce((sum, slot) => sum + slot.calls, 0);
      const failures = recent.reduce((sum, slot) => sum + slot.failures, 0);
      return calls >= fewestCalls && failures >= calls * failureRatio;
    },
    clear() {
      slots = Array.from({ length: slotCount }, empty);
    },
  };
}
