/** How busy the process is. */
export interface ServerLoad {
  /** Requests under way, probes apart. */
  readonly active: number;
  /** How late the event loop is. */
  readonly loopDelayMs: number;
}

export interface SheddingLimits {
  readonly mostActive: number;
  readonly longestLoopDelayMs: number;
}

/** `last`: what the business lives from, such as a checkout, goes on after everything else is refused already. */
export type SheddingOrder = 'first' | 'last';

/** Of the limits; what is left is kept for requests that are shed last. */
const shareOfFirst = 0.75;

/** Why a request is refused instead of served late, or null. A request alone is always served. */
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
