/** Where a breaker's decision to open comes from: what came of the peer's calls lately. */
export interface FailureWindow {
  count(isFailure: boolean): void;
  /** Whether so many of the calls of the window failed that asking on makes no sense. */
  isFailing(): boolean;
  clear(): void;
}

export interface FailureWindowOptions {
  readonly windowMs?: number;
  /** Fewer calls in the window decide nothing; 5 by default. */
  readonly fewestCalls?: number;
  /** Share of failures from which on the peer counts as failing; 0.5 by default. */
  readonly failureRatio?: number;
  /** Milliseconds on any clock that moves forward. */
  readonly now?: () => number;
}

const slotCount = 10;

/** Counts calls over a sliding window of ten slots; what is older is forgotten, also after a long silence. */
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
