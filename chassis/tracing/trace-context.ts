import { randomSlice } from '../random/random-slice.ts';
import { acceptTracestate, withoutOuterWhiteSpace } from './tracestate.ts';

/**
 * W3C Trace Context, level 1 with level 2's key grammar and random-trace-id flag
 * (https://www.w3.org/TR/trace-context-2/). `state` holds other vendors' list members, which are forwarded.
 */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: string;
  readonly state?: string;
}

/** A later version may have more fields. A comma is refused: HTTP joins a header that was sent twice by a comma. */
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[^,]*)?$/;

/** Sampled and random-trace-id; other bits are undefined and must not be forwarded. */
const knownFlags = 0b11;

/**
 * Parses `traceparent` and `tracestate`; undefined if `traceparent` is absent or malformed, so that a new trace begins.
 */
export function parseTraceparent(header: string | undefined, state?: string): TraceContext | undefined {
  const match = header === undefined ? null : pattern.exec(withoutOuterWhiteSpace(header));
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', sentFlags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const flags = `0${Number.parseInt(sentFlags, 16) & knownFlags}`;
  const accepted = acceptTracestate(state);
  return { traceId, spanId, flags, ...(accepted === undefined ? {} : { state: accepted }) };
}

/**
 * Context of a child span of `parent`, or of the first span of a new trace, which is unsampled unless a tracer samples
 * it.
 */
export function childContext(parent: TraceContext | undefined): TraceContext {
  const spanId = randomSlice(8).toString('hex');
  if (parent === undefined) return { traceId: randomSlice(16).toString('hex'), spanId, flags: '00' };
  return { ...parent, spanId };
}

export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.flags}`;
}
