import { randomSlice } from '../correlation/random-pool.ts';

/** W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/). `state` is carried untouched. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: string;
  readonly state?: string;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads `traceparent`; undefined when absent or malformed (a new trace begins then). */
export function parseTraceparent(header: string | undefined, state?: string): TraceContext | undefined {
  const match = header === undefined ? null : pattern.exec(header.trim());
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags, ...(state === undefined || state === '' ? {} : { state }) };
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
