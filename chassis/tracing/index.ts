/**
 * W3C trace context and spans by hand. Not a store of traces. What sends them over OTLP/HTTP is imported by its own file, so that a
 * process without spans loads no HTTP client for them.
 */
export { createTracer, type StartOptions, type Tracer, type TracerOptions } from './create-tracer.ts';
export { currentSpan, inSpan, withTracer } from './current-span.ts';
export { isSampled } from './decide-sampling.ts';
export type { Attributes, AttributeValue, EndedSpan, Span, SpanKind, SpanOptions } from './span.ts';
export { childContext, formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';
