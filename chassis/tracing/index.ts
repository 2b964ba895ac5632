/** Carries W3C trace context through calls and events. Span export is not here yet. */
export { childContext, formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';
