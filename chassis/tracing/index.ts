/** W3C trace context and spans, implemented without an SDK. Does not send or store spans. */
export { createTracer, type StartOptions, type Tracer, type TracerOptions } from './create-tracer.ts';
export { isSampled } from './decide-sampling.ts';
export type { Attributes, AttributeValue, EndedSpan, Span, SpanKind, SpanOptions } from './span.ts';
export { childContext, formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';
