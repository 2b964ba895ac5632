interface RetryBudgetOptions {
  /** Retries allowed for each request of the window; 0.2 by default. */
  readonly ratio?: number;
  /** Retries that are always allowed in a window, however few its requests; 3 by default. */
  readonly atLeast?: number;
  readonly windowMs?: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** Bounds the load that retries add to a failing peer: retries are limited to a share of all requests. */
export interface RetryBudget {
  /** Counts a logical call. */
  countRequest(): void;
  /** Takes one retry from the budget; false when there is none left. */
  tryTake(): boolean;
}

interface Slot {
  index: number;
  requests: number;
  retries: number;
}

const slotCount = 10;

/** A budget over a sliding window of ten slots (cf. Google SRE book, "Handling Overload": per-client retry budget). */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { ratio = 0.2, atLeast = 3, windowMs = 10_000, now = () => performance.now() } = options;
  const slotMs = windowMs / slotCount;
  const slots: Slot[] = Array.from({ length: slotCount }, () => ({ index: -1, requests: 0, retries: 0 }));

  function currentSlot(): Slot {
    const index = Math.floor(now() / slotMs);
    const slot = slots[index % slotCount] as Slot;
    if (slot.index !== index) Object.assign(slot, { index, requests: 0, retries: 0 });
    return slot;
  }

  function totals(): { requests: number; retries: number } {
    const oldest = Math.floor(now() / slotMs) - slotCount + 1;
    let requests = 0;
    let retries = 0;
    for (const slot of slots) {
      if (slot.index < oldest) continue;
      requests += slot.requests;
      retries += slot.retries;
    }
    return { requests, retries };
  }

  return {
    countRequest() {
      currentSlot().requests += 1;
    },
    tryTake() {
      const { requests, retries } = totals();
      // Refuses a retry that would exceed the share, so that attempts / requests never exceeds 1 + ratio.
      if (retries + 1 > Math.max(atLeast, Math.floor(requests * ratio))) return false;
      currentSlot().retries += 1;
      return true;
    },
  };
}
