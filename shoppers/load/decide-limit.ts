import type { Missed } from './load-plan.ts';

/** Whether the generator itself bounded or delayed its load, and by what. */
export interface GeneratorLimit {
  readonly reason: 'lag' | 'cpu' | 'sockets' | 'customers' | 'stock';
  /** The figure that says so, in words. */
  readonly detail: string;
}

export interface GeneratorState {
  /** 99th percentile of how late requests were sent. */
  readonly lagP99Ms: number;
  /** 95th percentile of the latencies of all requests, which lag is compared with. */
  readonly latencyP95Ms: number;
  /** CPU in cores of each process. */
  readonly cpuShares: readonly number[];
  readonly missed: Missed;
}

/** One thread cannot use more than one core; beyond this it is late more and more. */
const busyCores = 0.85;
/** Timers and a shared machine delay by some milliseconds. */
const lagFloorMs = 20;
/** Lag up to this share of what is measured does not change what the figures say. */
const lagShare = 0.25;

/**
 * The most telling reason for which the figures of a load are those of its generator rather than of the system; null
 * when there is none.
 */
export function decideLimit(state: GeneratorState): GeneratorLimit | null {
  const { lagP99Ms, latencyP95Ms, cpuShares, missed } = state;
  const busiest = Math.max(0, ...cpuShares);
  if (busiest > busyCores)
    return { reason: 'cpu', detail: `a process of the generator used ${busiest.toFixed(2)} of one core` };
  if (missed.stock > 0)
    return { reason: 'stock', detail: `${missed.stock} journeys waited for a pet to be restocked` };
  if (missed.customers > 0)
    return { reason: 'customers', detail: `${missed.customers} journeys waited for an idle customer` };
  if (missed.sockets > 0)
    return { reason: 'sockets', detail: `${missed.sockets} requests waited for a free connection` };
  if (lagP99Ms > Math.max(lagFloorMs, lagShare * latencyP95Ms))
    return { reason: 'lag', detail: `1% of the requests were sent ${Math.round(lagP99Ms)} ms late or later` };
  return null;
}

/** The limit as one sentence for a report. */
export function describeLimit(limit: GeneratorLimit | null): string {
  if (limit === null) return 'The generator was not the limit.';
  return `The generator was the limit (${limit.reason}): ${limit.detail}.`;
}
