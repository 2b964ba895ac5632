import type { StoredSpan } from './stored-span.ts';

interface TraceStoreOptions {
  /** Spans kept in all; the traces that began to arrive first make room. */
  readonly mostSpans?: number;
  /** Spans kept of one trace. */
  readonly mostSpansOfTrace?: number;
}

interface TraceQuery {
  readonly traceId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly limit: number;
}

/** Spans of one trace, in the order of their beginning. */
interface StoredTrace {
  readonly traceId: string;
  readonly correlationIds: readonly string[];
  readonly spans: readonly StoredSpan[];
}

interface TraceStoreCounts {
  readonly traces: number;
  readonly spans: number;
  /** Spans that made room for later ones, or were too many of one trace. */
  readonly evicted: number;
}

/** The latest spans of all processes, in memory and bounded. */
export interface TraceStore {
  add(spans: readonly StoredSpan[]): void;
  /** The newest traces first. */
  find(query: TraceQuery): readonly StoredTrace[];
  counts(): TraceStoreCounts;
}

/** The attribute by which a customer's interaction, which may be several traces, is found. */
const correlationAttribute = 'correlation.id';

/** One trace belongs to one interaction; a few more do no harm. */
const mostCorrelationIds = 8;

interface Trace {
  readonly spans: Map<string, StoredSpan>;
  readonly correlationIds: Set<string>;
}

export function createTraceStore(options: TraceStoreOptions = {}): TraceStore {
  return new TraceRing(options);
}

class TraceRing implements TraceStore {
  /** In the order in which their first span came. */
  readonly #traces = new Map<string, Trace>();
  readonly #tracesOf = new Map<string, Set<string>>();
  readonly #mostSpans: number;
  readonly #mostSpansOfTrace: number;
  #spanCount = 0;
  #evicted = 0;

  constructor({ mostSpans = 20_000, mostSpansOfTrace = 2_000 }: TraceStoreOptions) {
    this.#mostSpans = mostSpans;
    this.#mostSpansOfTrace = mostSpansOfTrace;
  }

  add(spans: readonly StoredSpan[]): void {
    for (const span of spans) this.#addSpan(span);
    while (this.#spanCount > this.#mostSpans) this.#evictOldest();
  }

  find(query: TraceQuery): readonly StoredTrace[] {
    const found = this.#candidates(query).toReversed().slice(0, query.limit);
    return found.flatMap((traceId) => {
      const trace = this.#traces.get(traceId);
      if (trace === undefined) return [];
      const spans = [...trace.spans.values()].sort((one, other) =>
        one.startedAt < other.startedAt ? -1 : 1,
      );
      return [{ traceId, correlationIds: [...trace.correlationIds], spans }];
    });
  }

  counts(): TraceStoreCounts {
    return { traces: this.#traces.size, spans: this.#spanCount, evicted: this.#evicted };
  }

  #candidates({ traceId, correlationId }: TraceQuery): readonly string[] {
    const ids = correlationId === undefined ? this.#traces.keys() : (this.#tracesOf.get(correlationId) ?? []);
    return [...ids].filter((id) => traceId === undefined || id === traceId);
  }

  #traceOf(traceId: string): Trace {
    const known = this.#traces.get(traceId);
    if (known !== undefined) return known;
    const trace: Trace = { spans: new Map(), correlationIds: new Set() };
    this.#traces.set(traceId, trace);
    return trace;
  }

  #addSpan(span: StoredSpan): void {
    const trace = this.#traceOf(span.traceId);
    const isNew = !trace.spans.has(span.spanId);
    if (isNew && trace.spans.size >= this.#mostSpansOfTrace) {
      this.#evicted += 1;
      return;
    }
    trace.spans.set(span.spanId, span);
    if (isNew) this.#spanCount += 1;
    const correlationId = span.attributes[correlationAttribute];
    if (typeof correlationId === 'string') this.#correlate(trace, correlationId, span.traceId);
  }

  #correlate(trace: Trace, correlationId: string, traceId: string): void {
    if (trace.correlationIds.size >= mostCorrelationIds) return;
    trace.correlationIds.add(correlationId);
    const others = this.#tracesOf.get(correlationId) ?? new Set();
    this.#tracesOf.set(correlationId, others.add(traceId));
  }

  #evictOldest(): void {
    const oldest = this.#traces.entries().next().value;
    if (oldest === undefined) return;
    const [traceId, { spans, correlationIds }] = oldest;
    this.#traces.delete(traceId);
    this.#spanCount -= spans.size;
    this.#evicted += spans.size;
    for (const correlationId of correlationIds) {
      const others = this.#tracesOf.get(correlationId);
      others?.delete(traceId);
      if (others?.size === 0) this.#tracesOf.delete(correlationId);
    }
  }
}
