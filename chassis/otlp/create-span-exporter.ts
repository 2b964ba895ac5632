import { request } from 'undici';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { EndedSpan } from '../tracing/index.ts';
import { encodeSpans, type Resource } from './encode-spans.ts';

export interface SpanExporterOptions {
  /** Base address of an OTLP/HTTP receiver: spans go to `/v1/traces` below it. */
  readonly endpoint: string;
  readonly resource: Resource;
  readonly metrics: Metrics;
  readonly logger: Pick<Logger, 'warn'>;
}

export interface SpanExporter {
  /** Never waits and never throws; what exceeds the buffer is dropped and counted. */
  take(span: EndedSpan): void;
  /** Sends what is left, once, and takes nothing more. */
  close(): Promise<void>;
}

const mostBuffered = 4_096;
const batchSize = 512;
const lingerMs = 1_000;
const answerWithinMs = 2_000;
/** After a failure the collector is left alone for a while. */
const pauseMs = 5_000;

/**
 * Sends ended spans to a collector in batches, in the background. Losing spans is better than holding requests up, so a batch is sent
 * once: what a collector does not take is dropped and counted.
 */
export function createSpanExporter(options: SpanExporterOptions): SpanExporter {
  const { endpoint, resource, metrics, logger } = options;
  const exported = metrics.counter('trace_spans_exported_total');
  const dropped = metrics.counter('trace_spans_dropped_total');
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  let buffer: EndedSpan[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();
  let pausedUntilMs = 0;
  let isClosed = false;
  let isFailing = false;

  function schedule(delayMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush();
    }, delayMs).unref();
  }

  /** One line when the trouble begins: a cluster without a collector must not fill its logs. */
  function lose(reason: 'refused' | 'unreachable', spans: number, why: object): void {
    dropped.inc({ reason }, spans);
    pausedUntilMs = performance.now() + pauseMs;
    if (!isFailing)
      logger.warn(
        { ...why, url },
        `the collector is ${reason === 'refused' ? 'refusing spans' : 'away'}; they are dropped`,
      );
    isFailing = true;
  }

  async function send(batch: readonly EndedSpan[]): Promise<void> {
    try {
      const status = await post(url, encodeSpans(resource, batch));
      if (status < 200 || status > 299) return lose('refused', batch.length, { status });
      exported.inc(batch.length);
      isFailing = false;
    } catch (error) {
      lose('unreachable', batch.length, { err: error });
    }
  }

  async function sendAll(): Promise<void> {
    while (buffer.length > 0) {
      const waitMs = pausedUntilMs - performance.now();
      if (waitMs > 0 && !isClosed) return schedule(waitMs);
      const batch = buffer.slice(0, batchSize);
      buffer = buffer.slice(batchSize);
      await send(batch);
    }
  }

  function flush(): Promise<void> {
    sending = sending.then(sendAll);
    return sending;
  }

  return {
    take(span) {
      if (isClosed || buffer.length >= mostBuffered) return dropped.inc({ reason: 'buffer-full' });
      buffer.push(span);
      if (buffer.length === batchSize) void flush();
      else schedule(lingerMs);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      if (performance.now() >= pausedUntilMs) await flush();
    },
  };
}

async function post(url: string, body: string): Promise<number> {
  const { statusCode, body: answer } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(answerWithinMs),
  });
  await answer.dump();
  return statusCode;
}
