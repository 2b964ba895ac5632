/** One request of a customer. */
export type RequestKind =
  | 'sign-in'
  | 'browse'
  | 'recommendations'
  | 'pet-details'
  | 'view'
  | 'add-pet'
  | 'add-food'
  | 'order'
  | 'confirmation';

/** The requests of a journey whose order is confirmed within one long poll, in their order. */
export const requestKinds: readonly RequestKind[] = [
  'sign-in',
  'browse',
  'recommendations',
  'pet-details',
  'view',
  'add-pet',
  'add-food',
  'order',
  'confirmation',
];

/** When a journey's requests are due, and who is told about them. */
export interface Pace {
  /** When the first request was due, on the clock of `performance.now()`; by default when the journey begins. */
  readonly dueMs?: number;
  /** Think time before each further request; none by default. */
  thinkMs?(): number;
  /** `lagMs`: how much later than due the request was sent. */
  onSend?(lagMs: number): void;
  /** `latencyMs` counts from the time at which the request was due; also called for requests that failed. */
  onAnswer?(kind: RequestKind, latencyMs: number): void;
}

export type PacedRequest = <Value>(kind: RequestKind, send: () => Promise<Value>) => Promise<Value>;

/**
 * Sends the requests of one customer one after the other. A request is due its think time after the answer before, so
 * that the lateness of this process counts into its latency, while waiting for the answer before does not: a customer
 * cannot ask earlier.
 */
export function paceRequests({ dueMs, thinkMs, onSend, onAnswer }: Pace): PacedRequest {
  let nextDueMs = dueMs ?? performance.now();
  let isFirst = true;
  return async (kind, send) => {
    const pauseMs = isFirst ? 0 : (thinkMs?.() ?? 0);
    isFirst = false;
    nextDueMs += pauseMs;
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const requestDueMs = nextDueMs;
    onSend?.(Math.max(0, performance.now() - requestDueMs));
    try {
      return await send();
    } finally {
      nextDueMs = performance.now();
      onAnswer?.(kind, nextDueMs - requestDueMs);
    }
  };
}
