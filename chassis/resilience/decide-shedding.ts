/** Load of the process. */
interface ServerLoad {
  /** Requests under way, without probes. */
  readonly active: number;
  /** Delay of the event loop. */
  readonly loopDelayMs: number;
}

export interface SheddingLimits {
  readonly mostActive: number;
  readonly longestLoopDelayMs: number;
}

/** `last`: business-critical requests, such as a checkout, which are shed only after all others. */
export type SheddingOrder = 'first' | 'last';

/** Share of the limits at which requests with `first` are shed; the rest is reserved for `last`. */
const shareOfFirst = 0.75;

/** Why a request is shed, or null. A request is never shed when it is the only one. */
export function decideShedding(
  load: ServerLoad,
  limits: SheddingLimits,
  order: SheddingOrder,
): string | null {
  const share = order === 'last' ? 1 : shareOfFirst;
  if (load.active >= limits.mostActive * share) return `${load.active} requests are under way`;
  if (load.active > 0 && load.loopDelayMs > limits.longestLoopDelayMs * share)
    return `the event loop is ${Math.round(load.loopDelayMs)} ms late`;
  return null;
}
