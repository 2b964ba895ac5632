import type { TraceContext } from './trace-context.ts';

/** Whether the trace's flags ask every service to record it. */
export function isSampled(context: Pick<TraceContext, 'flags'>): boolean {
  return (Number.parseInt(context.flags, 16) & 1) === 1;
}

const idSpace = 2 ** 32;

/**
 * Whether the first span of a new trace is recorded: a share of all trace ids, the same ones in every process (OpenTelemetry's
 * TraceIdRatioBased, on the id's last 32 bits, which W3C level 2 asks to be random).
 */
export function decideSampling(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-8), 16) < ratio * idSpace;
}
