import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Type } from 'typebox';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withInteraction, withTracer } from '../correlation/index.ts';
import { appendEvents, createEventConsumer } from '../events/index.ts';
import { createHttpClient, createHttpServer } from '../http/index.ts';
import { createLogger } from '../logging/index.ts';
import { createMetrics } from '../metrics/index.ts';
import { createSpanExporter } from '../otlp/index.ts';
import { inTransaction } from '../postgres/index.ts';
import { openMessaging, petSold } from '../testing/messaging.ts';
import { systemClock } from '../time/index.ts';
import { createTracer, type EndedSpan } from './index.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

/** A collector that keeps the spans it receives. */
async function collect(status = 200) {
  const spans: SentSpan[] = [];
  let posts = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      posts += 1;
      const body = JSON.parse(text);
      spans.push(...body.resourceSpans[0].scopeSpans[0].spans);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return { spans, posts: () => posts, endpoint: `http://127.0.0.1:${port}` };
}

const quiet = createLogger({ service: 'test', level: 'silent' });

function exporterTo(endpoint: string) {
  const metrics = createMetrics();
  const exporter = createSpanExporter({
    endpoint,
    resource: { 'service.name': 'shop' },
    metrics,
    logger: quiet,
  });
  const total = async (name: 'trace_spans_exported_total' | 'trace_spans_dropped_total') => {
    const { values } = await metrics.counter(name).get();
    return values.reduce((sum, { value }) => sum + value, 0);
  };
  return { exporter, total };
}

const span: EndedSpan = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: undefined,
  traceState: undefined,
  name: 'x',
  kind: 'internal',
  startedAtMs: 1,
  endedAtMs: 2,
  attributes: {},
  events: [],
  droppedEvents: 0,
  failure: undefined,
};

describe('the span exporter', () => {
  it('sends batches in the background and the remaining spans at the end', async () => {
    const { endpoint, spans, posts } = await collect();
    const { exporter, total } = exporterTo(endpoint);
    for (let count = 0; count < 1_100; count += 1) exporter.take(span);
    await vi.waitFor(() => expect(spans.length).toBeGreaterThanOrEqual(512));
    await exporter.close();
    expect([spans.length, posts(), await total('trace_spans_exported_total')]).toEqual([1_100, 3, 1_100]);
  });

  it('drops and counts spans beyond its buffer while the collector is unavailable', async () => {
    const { exporter, total } = exporterTo('http://127.0.0.1:9');
    for (let count = 0; count < 10_000; count += 1) exporter.take(span);
    await vi.waitFor(async () =>
      expect(await total('trace_spans_dropped_total')).toBeGreaterThanOrEqual(512 + 10_000 - 4_096),
    );
    await exporter.close();
    exporter.take(span);
    expect(await total('trace_spans_exported_total')).toBe(0);
  });

  it('drops spans that the collector refuses, and does not send them again', async () => {
    const { endpoint, posts } = await collect(413);
    const { exporter, total } = exporterTo(endpoint);
    exporter.take(span);
    await exporter.close();
    expect([posts(), await total('trace_spans_dropped_total')]).toEqual([1, 1]);
  });
});

/** A shop with one route that sells a pet, and a consumer of the sale, with one tracer. */
async function openShop(endpoint: string, tracesStatements = false) {
  const { exporter } = exporterTo(endpoint);
  const tracer = createTracer({ take: exporter.take, ratio: 1, tracesStatements });
  const messaging = await openMessaging();
  opened.push(() => messaging.close());
  const { logger, database } = messaging;
  const common = { metrics: createMetrics(), clock: systemClock };
  const server = createHttpServer({
    ...common,
    service: 'shop',
    logger,
    recordRequest: () => undefined,
    tracer,
  });
  opened.push(() => server.close());
  const schema = { params: Type.Object({ id: Type.String() }) };
  server.post('/pets/:id/sale', { schema }, async ({ params }) => {
    const sale = petSold(params.id, 'ord_1');
    await inTransaction(database, (transaction) => appendEvents(transaction, [sale]));
    return {};
  });
  const baseUrl = await server.listen({ port: 0, host: '127.0.0.1' });
  const client = createHttpClient({ ...common, service: 'test', peer: 'shop', baseUrl });
  opened.push(() => client.close());
  const handled: string[] = [];
  const consumer = createEventConsumer({
    ...common,
    logger,
    consumer: 'stock',
    database: messaging.openDatabase(),
    bus: messaging.bus,
    types: ['PetSold'],
    handle: async (_transaction, event) => void handled.push(event.subject),
  });
  const consumeAll = () =>
    withTracer(tracer, () =>
      messaging.whileRunning([messaging.createRelay(), consumer], () =>
        vi.waitFor(() => expect(handled).toHaveLength(1), { timeout: 20_000 }),
      ),
    );
  return { tracer, exporter, client, consumeAll, lines: messaging.lines };
}

function chainOf(spans: readonly SentSpan[]): string[] {
  const chain: string[] = [];
  let next = spans.find(({ parentSpanId }) => parentSpanId === undefined);
  while (next !== undefined) {
    chain.push(next.name);
    const { spanId } = next;
    next = spans.find(({ parentSpanId }) => parentSpanId === spanId);
  }
  return chain;
}

describe('a trace', () => {
  it.each([
    [
      "contains the call, the server, the event and the event's consumer, each a child of the one before",
      false,
    ],
    ['contains the transaction, too, if statements are traced', true],
  ])('%s', async (_words, tracesStatements) => {
    const { spans, endpoint } = await collect();
    const shop = await openShop(endpoint, tracesStatements);
    const span = shop.tracer.startSpan('customer');
    if (span === undefined) throw new Error('the tracer records nothing');
    const messageId = '0198a1b2-0000-7000-8000-000000000001';
    const place = { correlationId: 'cart-9', messageId, trace: span.context, span };
    await withInteraction(place, () => shop.client.send({ method: 'POST', path: '/pets/rex/sale' }));
    span.end();
    await shop.consumeAll();
    await shop.exporter.close();

    expect(chainOf(spans)).toEqual([
      'customer',
      'POST',
      'POST /pets/{id}/sale',
      ...(tracesStatements ? ['transaction'] : []),
      'publish PetSold',
      'handle PetSold',
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    if (!tracesStatements) expect(spans).toHaveLength(5);
    const serverSpan = spans.find(({ name }) => name === 'POST /pets/{id}/sale');
    const logged = shop.lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'request');
    expect(logged).toMatchObject({ traceId: serverSpan?.traceId, spanId: serverSpan?.spanId });
  });
});
