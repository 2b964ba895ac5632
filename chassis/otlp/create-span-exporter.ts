import { type ConnectionPool, createConnectionPool } from '../connections/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { EndedSpan } from '../tracing/index.ts';
import { encodeSpans, type Resource } from './encode-spans.ts';

export interface SpanExporterOptions {
  /** Base address of an OTLP/HTTP receiver; spans are sent to its path `/v1/traces`. */
  readonly endpoint: string;
  readonly resource: Resource;
  readonly metrics: Metrics;
  readonly logger: Pick<Logger, 'warn'>;
}

export interface SpanExporter {
  /** Buffers a span; never waits and never throws. Spans beyond the buffer are dropped and counted. */
  take(span: EndedSpan): void;
  /** Sends the remaining spans once; later spans are dropped. */
  close(): Promise<void>;
}

const mostBuffered = 4_096;
const batchSize = 512;
const lingerMs = 2_000;
const answerWithinMs = 2_000;
/** Pause after a failure before the collector is tried again. */
const pauseMs = 5_000;

/**
 * Sends ended spans to a collector in batches, in the background. Losing spans is better than delaying requests, so a
 * batch is sent once: what the collector does not accept is dropped and counted.
 */
export function createSpanExporter(options: SpanExporterOptions): SpanExporter {
  const queue = new SpanQueue(options);
  return { take: (span) => queue.take(span), close: () => queue.close() };
}

class SpanQueue {
  readonly #options: SpanExporterOptions;
  readonly #url: URL;
  readonly #pool: ConnectionPool;
  #buffer: EndedSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #pausedUntilMs = 0;
  #isClosed = false;
  #isFailing = false;

  constructor(options: SpanExporterOptions) {
    this.#options = options;
    this.#url = new URL(`${options.endpoint.replace(/\/+$/, '')}/v1/traces`);
    this.#pool = createConnectionPool(this.#url.origin, { connections: 1 });
  }

  take(span: EndedSpan): void {
    if (this.#isClosed || this.#buffer.length >= mostBuffered) {
      this.#options.metrics.counter('trace_spans_dropped_total').inc({ reason: 'buffer-full' });
      return;
    }
    this.#buffer.push(span);
    if (this.#buffer.length === batchSize) void this.#flush();
    else this.#schedule(lingerMs);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (performance.now() >= this.#pausedUntilMs) await this.#flush();
    await this.#pool.destroy();
  }

  #schedule(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#flush();
    }, delayMs).unref();
  }

  #flush(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendAll());
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#buffer.length > 0) {
      const waitMs = this.#pausedUntilMs - performance.now();
      if (waitMs > 0 && !this.#isClosed) return this.#schedule(waitMs);
      const batch = this.#buffer.slice(0, batchSize);
      this.#buffer = this.#buffer.slice(batchSize);
      await this.#send(batch);
    }
  }

  async #send(batch: readonly EndedSpan[]): Promise<void> {
    const { resource, metrics } = this.#options;
    try {
      const status = await post(this.#pool, this.#url.pathname, encodeSpans(resource, batch));
      if (status < 200 || status > 299) return this.#lose('refused', batch.length, { status });
      metrics.counter('trace_spans_exported_total').inc(batch.length);
      this.#isFailing = false;
    } catch (error) {
      this.#lose('unreachable', batch.length, { err: error });
    }
  }

  /** Logs only the first loss of a series, so that a cluster without a collector does not fill its logs. */
  #lose(reason: 'refused' | 'unreachable', spans: number, why: object): void {
    const { metrics, logger } = this.#options;
    metrics.counter('trace_spans_dropped_total').inc({ reason }, spans);
    this.#pausedUntilMs = performance.now() + pauseMs;
    if (this.#isFailing) return;
    this.#isFailing = true;
    const words = reason === 'refused' ? 'refuses spans' : 'cannot be reached';
    logger.warn({ ...why, url: this.#url.href }, `the collector ${words}; they are dropped`);
  }
}

async function post(pool: ConnectionPool, path: string, body: string): Promise<number> {
  const { statusCode, body: answer } = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(answerWithinMs),
  });
  await answer.dump();
  return statusCode;
}
