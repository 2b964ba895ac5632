import type { TraceContext } from './trace-context.ts';

export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** One timed operation of a trace. Names, attributes and events must not contain secrets or personal data. */
export interface Span {
  readonly context: TraceContext;
  /** Whether statements and transactions of a database get spans of their own. */
  readonly tracesStatements: boolean;
  setName(name: string): void;
  setAttribute(name: string, value: AttributeValue): void;
  addEvent(name: string, attributes?: Attributes): void;
  /** Marks the operation as failed; the reason is for people. */
  fail(reason: string): void;
  startChild(name: string, options?: SpanOptions): Span;
  /** Ends the span and passes it to the exporter; later changes are lost. */
  end(): void;
}

export interface SpanEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: Attributes;
}

/** A span that has ended. Times are milliseconds since the epoch, with fractions. */
export interface EndedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly droppedEvents: number;
  /** Why the operation failed; undefined if it did not. */
  readonly failure: string | undefined;
}
