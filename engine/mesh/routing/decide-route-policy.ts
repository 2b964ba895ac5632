import type { HttpRoute } from './http-route.ts';

export interface RoutePolicy {
  /** Null for none: a request may take as long as it takes. */
  readonly timeoutMs: number | null;
  readonly retries: {
    /** Beside the first try. */
    readonly attempts: number;
    readonly perTryTimeoutMs: number | null;
    readonly retryOn: readonly string[];
  };
  readonly abort: { readonly httpStatus: number; readonly percent: number } | null;
  readonly delay: { readonly delayMs: number; readonly percent: number } | null;
}

/** What Istio retries on unless a route says otherwise. */
const defaultRetryOn = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';
const defaultAttempts = 2;

/** What holds of a route, its defaults filled in. A fault without a percentage happens to nobody. */
export function decideRoutePolicy({ timeoutMs = 0, retries, fault = {} }: HttpRoute): RoutePolicy {
  const { abort, delay } = fault;
  return {
    timeoutMs: timeoutMs > 0 ? timeoutMs : null,
    retries: {
      attempts: retries?.attempts ?? defaultAttempts,
      perTryTimeoutMs: retries?.perTryTimeoutMs ?? null,
      retryOn: (retries?.retryOn ?? defaultRetryOn).split(','),
    },
    abort: abort === undefined ? null : { httpStatus: abort.httpStatus, percent: abort.percentage ?? 0 },
    delay: delay === undefined ? null : { delayMs: delay.fixedDelayMs, percent: delay.percentage ?? 0 },
  };
}
