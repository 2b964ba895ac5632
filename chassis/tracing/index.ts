/** W3C trace context and spans by hand. Not what sends or keeps them. */
export { createTracer, type StartOptions, type Tracer, type TracerOptions } from './create-tracer.ts';
export { isSampled } from './decide-sampling.ts';
export type { Attributes, AttributeValue, EndedSpan, Span, SpanKind, SpanOptions } from './span.ts';
export { childContext, formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';
