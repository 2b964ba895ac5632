/**
 * Sends spans to a collector over OTLP/HTTP. Separate from tracing, so that a process without spans loads no HTTP
 * client for them.
 */
export { createSpanExporter, type SpanExporter, type SpanExporterOptions } from './create-span-exporter.ts';
export { encodeSpans, type Resource } from './encode-spans.ts';
