import { decideSampling, isSampled } from './decide-sampling.ts';
import type {
  Attributes,
  AttributeValue,
  EndedSpan,
  Span,
  SpanEvent,
  SpanKind,
  SpanOptions,
} from './span.ts';
import { childContext, type TraceContext } from './trace-context.ts';

export interface TracerOptions {
  /** Called with each ended span; must neither wait nor throw. */
  readonly take: (span: EndedSpan) => void;
  /** Share of new traces that are recorded, 0 to 1; traces begun elsewhere follow their sampled flag. */
  readonly ratio: number;
  /** Gives statements and transactions of a database spans of their own; false by default. */
  readonly tracesStatements?: boolean;
  /** Milliseconds since the epoch, with fractions. */
  readonly now?: () => number;
}

export interface StartOptions extends SpanOptions {
  /** Without a parent a new trace begins. */
  readonly parent?: TraceContext | undefined;
}

/** Starts spans. */
export interface Tracer {
  /** Undefined if the trace is not recorded. */
  startSpan(name: string, options?: StartOptions): Span | undefined;
}

const wallMs = (): number => performance.timeOrigin + performance.now();

/** Most events of one span; further ones are counted as dropped. */
const mostEvents = 64;

export function createTracer(options: TracerOptions): Tracer {
  const { take, ratio, tracesStatements = false, now = wallMs } = options;

  function begin(
    name: string,
    options: SpanOptions,
    place: Pick<SpanPlace, 'context' | 'parentSpanId'>,
  ): Span {
    return new RecordedSpan({ name, ...place, kind: options.kind ?? 'internal' }, options.attributes ?? {}, {
      take,
      now,
      tracesStatements,
      startChild: (child, childOptions, parent) =>
        begin(child, childOptions, { context: childContext(parent), parentSpanId: parent.spanId }),
    });
  }
  return {
    startSpan(name, options = {}) {
      const { parent } = options;
      if (parent !== undefined) {
        if (!isSampled(parent)) return undefined;
        return begin(name, options, { context: childContext(parent), parentSpanId: parent.spanId });
      }
      const context = { ...childContext(undefined), flags: '01' };
      return decideSampling(context.traceId, ratio) ? begin(name, options, { context }) : undefined;
    },
  };
}

interface SpanPlace {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: TraceContext;
  readonly parentSpanId?: string;
}

interface SpanEquipment {
  readonly take: (span: EndedSpan) => void;
  readonly now: () => number;
  readonly tracesStatements: boolean;
  readonly startChild: (name: string, options: SpanOptions, parent: TraceContext) => Span;
}

class RecordedSpan implements Span {
  readonly context: TraceContext;
  readonly #place: SpanPlace;
  readonly #equipment: SpanEquipment;
  readonly #startedAtMs: number;
  readonly #attributes: Record<string, AttributeValue | undefined>;
  readonly #events: SpanEvent[] = [];
  #name: string;
  #droppedEvents = 0;
  #failure: string | undefined;
  #isEnded = false;

  constructor(place: SpanPlace, attributes: Attributes, equipment: SpanEquipment) {
    this.context = place.context;
    this.#place = place;
    this.#name = place.name;
    this.#attributes = { ...attributes };
    this.#equipment = equipment;
    this.#startedAtMs = equipment.now();
  }

  get tracesStatements(): boolean {
    return this.#equipment.tracesStatements;
  }

  setName(name: string): void {
    this.#name = name;
  }

  setAttribute(name: string, value: AttributeValue): void {
    this.#attributes[name] = value;
  }

  addEvent(name: string, attributes: Attributes = {}): void {
    if (this.#events.length >= mostEvents) this.#droppedEvents += 1;
    else this.#events.push({ name, atMs: this.#equipment.now(), attributes });
  }

  fail(reason: string): void {
    this.#failure = reason;
  }

  startChild(name: string, options: SpanOptions = {}): Span {
    return this.#equipment.startChild(name, options, this.context);
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { context, kind, parentSpanId } = this.#place;
    this.#equipment.take({
      traceId: context.traceId,
      spanId: context.spanId,
      parentSpanId,
      traceState: context.state,
      name: this.#name,
      kind,
      startedAtMs: this.#startedAtMs,
      endedAtMs: this.#equipment.now(),
      attributes: this.#attributes,
      events: this.#events,
      droppedEvents: this.#droppedEvents,
      failure: this.#failure,
    });
  }
}
