import { randomSlice } from '../random/random-slice.ts';
import { acceptTracestate, withoutOuterWhiteSpace } from './tracestate.ts';

/**
 * W3C Trace Context, level 1 with level 2's grammar of keys and flag of random trace ids (https://www.w3.org/TR/trace-context-2/).
 * `state` holds members of other vendors, which are passed on as they are.
 */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: string;
  readonly state?: string;
}

/** A version to come may have more fields; a comma is none: HTTP joins a header that was sent twice so. */
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[^,]*)?$/;

/** Sampled, and random trace id: any other bit has no meaning yet and must not be passed on. */
const knownFlags = 0b11;

/** Reads `traceparent` and, below it, `tracestate`; undefined when the first is absent or malformed (a new trace begins then). */
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

/** The context of a span below `parent`, or of the first span of a new trace; which nobody records, unless a tracer decides to. */
export function childContext(parent: TraceContext | undefined): TraceContext {
  const spanId = randomSlice(8).toString('hex');
  if (parent === undefined) return { traceId: randomSlice(16).toString('hex'), spanId, flags: '00' };
  return { ...parent, spanId };
}

export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.flags}`;
}
