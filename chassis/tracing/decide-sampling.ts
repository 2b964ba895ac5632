import type { TraceContext } from './trace-context.ts';

/** Whether the trace's sampled flag is set. */
export function isSampled(context: Pick<TraceContext, 'flags'>): boolean {
  return (Number.parseInt(context.flags, 16) & 1) === 1;
}

const idSpace = 2 ** 32;

/**
 * Whether a new trace is recorded: a share of all trace ids, the same ones in every process (OpenTelemetry's
 * TraceIdRatioBased on the last 32 bits of the id, which W3C level 2 requires to be random).
 */
export function decideSampling(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-8), 16) < ratio * idSpace;
}
