import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createLogger } from '@petstore/chassis/logging';
import { createMetrics } from '@petstore/chassis/metrics';
import { createSpanExporter } from '@petstore/chassis/otlp';
import { afterEach, describe, expect, it } from 'vitest';
import { createTraceStore } from './create-trace-store.ts';
import { type OtlpReceiver, type ReceiverLimits, startOtlpReceiver } from './start-otlp-receiver.ts';

const opened: OtlpReceiver[] = [];
afterEach(async () => {
  for (const receiver of opened.splice(0)) await receiver.close();
});

async function start(limits: Partial<ReceiverLimits> = {}) {
  const traces = createTraceStore();
  const receiver = await startOtlpReceiver({ port: 0, traces, limits });
  opened.push(receiver);
  return { receiver, traces, url: `http://127.0.0.1:${receiver.port}/v1/traces` };
}

const span = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  name: 'x',
  startTimeUnixNano: '1795000000000000000',
  endTimeUnixNano: '1795000000001000000',
};
const bodyOf = (...spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

const post = (url: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

/** Requests that fetch would not send. */
function rawStatus(port: number, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path: '/v1/traces', method: 'POST', headers };
    httpRequest(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end(bodyOf(span));
  });
}

describe('the OTLP receiver', () => {
  it('keeps what it is sent, plain or compressed, and says which spans were none', async () => {
    const { url, traces, receiver } = await start();
    expect(await (await post(url, bodyOf(span))).json()).toEqual({});
    const compressed = gzipSync(bodyOf({ ...span, spanId: 'c'.repeat(16) }, { name: 'no ids' }));
    const second = await post(url, compressed, { 'content-encoding': 'GZip' });
    expect(await second.json()).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
    expect(traces.find({ limit: 1 })[0]?.spans).toHaveLength(2);
    expect(receiver.counts()).toEqual({ received: 2, refused: 1 });
  });

  it('understands what the services send', async () => {
    const { traces, receiver } = await start();
    const exporter = createSpanExporter({
      endpoint: `http://127.0.0.1:${receiver.port}`,
      resource: { 'service.name': 'web', 'service.instance.id': 'web-1' },
      metrics: createMetrics(),
      logger: createLogger({ service: 'test', level: 'silent' }),
    });
    exporter.take({
      traceId: 'd'.repeat(32),
      spanId: 'e'.repeat(16),
      parentSpanId: undefined,
      traceState: undefined,
      name: 'GET /books',
      kind: 'server',
      startedAtMs: 1_795_000_000_000.5,
      endedAtMs: 1_795_000_000_003,
      attributes: { 'correlation.id': 'cart-1' },
      events: [],
      droppedEvents: 0,
      failure: undefined,
    });
    await exporter.close();
    const [trace] = traces.find({ correlationId: 'cart-1', limit: 1 });
    expect(trace?.spans[0]).toMatchObject({
      service: 'web',
      instance: 'web-1',
      kind: 'server',
      startedAt: '2026-11-18T11:06:40.000500Z',
      durationMs: 2.5,
    });
  });

  it.each([
    ['protobuf', { 'content-type': 'application/x-protobuf' }, bodyOf(span), 415],
    ['plain text', { 'content-type': 'text/plain' }, bodyOf(span), 415],
    ['another encoding', { 'content-encoding': 'br' }, bodyOf(span), 415],
    ['malformed JSON', {}, '{"resourceSpans":', 400],
    ['another shape', {}, '[]', 400],
    ['no gzip', { 'content-encoding': 'gzip' }, 'no gzip', 400],
    ['a large body', {}, bodyOf({ ...span, name: 'x'.repeat(20_000) }), 413],
    ['a bomb', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(1_000_000)), 413],
  ])('refuses %s, and keeps nothing', async (_title, headers, body, status) => {
    const { url, traces } = await start({ mostBytes: 10_000, mostDecompressedBytes: 50_000 });
    const response = await post(url, body, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message: expect.any(String) });
    expect(traces.counts().spans).toBe(0);
    expect((await post(url, bodyOf(span))).status).toBe(200);
  });

  it('refuses a page of another origin, and keeps nothing', async () => {
    const { url, traces } = await start();
    const response = await post(url, bodyOf(span), { origin: 'http://evil.example' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'foreign-origin' });
    expect(traces.counts().spans).toBe(0);
  });

  it('serves loopback’s own names alone, and one path', async () => {
    const { receiver, url } = await start();
    const json = { 'content-type': 'application/json' };
    expect(await rawStatus(receiver.port, { ...json, host: 'evil.example:4318' })).toBe(421);
    expect(await rawStatus(receiver.port, { ...json, host: `localhost:${receiver.port}` })).toBe(200);
    expect((await fetch(url.replace('traces', 'logs'), { method: 'POST' })).status).toBe(404);
    expect((await fetch(url)).status).toBe(405);
  });

  it('asks a flood to come later, and takes part of it', async () => {
    const { url, receiver } = await start({ mostDecompressedBytes: 10_000, bytesPerSecond: 1 });
    const statuses: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      const response = await post(url, bodyOf({ ...span, name: 'x'.repeat(4_000) }));
      statuses.push(response.status);
      if (response.status === 429) expect(response.headers.get('retry-after')).toBe('1');
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(4);
    expect(receiver.counts().received).toBe(4);
  });

  it('does not let senders that never end hold the others up', async () => {
    const { receiver, url } = await start({ mostAtOnce: 2 });
    const head = `POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`;
    const sockets = [1, 2].map(() => connect(receiver.port, '127.0.0.1'));
    for (const socket of sockets) {
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      socket.on('error', () => undefined).write(head);
    }
    await expect.poll(async () => (await post(url, bodyOf(span))).status).toBe(503);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await post(url, bodyOf(span))).status).toBe(200);
  });

  it('names a taken port', async () => {
    const { receiver } = await start();
    const second = startOtlpReceiver({ port: receiver.port, traces: createTraceStore() });
    await expect(second).rejects.toMatchObject({ code: 'otlp-port-taken' });
  });
});
