import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withInteraction } from '../correlation/index.ts';
import { isAppError } from '../errors/index.ts';
import { createLogger } from '../logging/index.ts';
import { createMetrics, type Metrics } from '../metrics/index.ts';
import { deadlineAfter } from '../resilience/index.ts';
import { systemClock } from '../time/index.ts';
import { createHttpClient, type HttpClientOptions } from './create-http-client.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './create-http-server.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A peer that is no service of ours. */
async function listen(
  handler: RequestListener,
  port = 0,
): Promise<{ url: string; port: number; close(): Promise<unknown> }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  opened.push(close);
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, close };
}

function clientOf(baseUrl: string, options: Partial<HttpClientOptions> = {}) {
  const metrics = createMetrics();
  const client = createHttpClient({
    service: 'caller',
    peer: 'callee',
    baseUrl,
    metrics,
    clock: systemClock,
    random: () => 0,
    ...options,
  });
  opened.push(() => client.close());
  return { client, metrics, get: () => client.send({ method: 'GET', path: '/' }) };
}

async function serve(register: (server: HttpServer) => void, options: Partial<HttpServerOptions> = {}) {
  const metrics = createMetrics();
  const server = createHttpServer({
    service: 'callee',
    logger: createLogger({ service: 'callee', level: 'silent' }),
    metrics,
    clock: systemClock,
    recordRequest: () => undefined,
    protection: { longestRequestMs: 10_000 },
    ...options,
  });
  register(server);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  opened.push(() => server.close());
  return { url, metrics };
}

/** The sum of a metric's samples whose labels hold the given ones. */
async function read(
  metrics: Metrics,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const lines = (await metrics.expose()).body
    .split('\n')
    .filter((line) => new RegExp(`^${name}[{ ]`).test(line));
  const matching = lines.filter((line) => wanted.every((pair) => line.includes(pair)));
  return matching.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe('a circuit breaker', () => {
  it('opens on a dead peer within ten seconds, is seen as a metric, and closes when the peer is back', async () => {
    const peer = await listen((_request, response) => response.end());
    const { metrics, get } = clientOf(peer.url, { breaker: { firstPauseMs: 100, longestPauseMs: 200 } });
    await get();
    await peer.close();
    const startedAt = performance.now();
    while ((await codeOf(get())) !== 'peer-circuit-open')
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(await read(metrics, 'http_client_circuit_state')).toBeGreaterThan(0);
    expect(await read(metrics, 'http_client_rejections_total', { reason: 'circuit-open' })).toBeGreaterThan(
      0,
    );
    await listen((_request, response) => response.end(), peer.port);
    await vi.waitFor(async () => expect(await codeOf(get())).toBe('answered'), {
      timeout: 10_000,
      interval: 20,
    });
    expect(await read(metrics, 'http_client_circuit_state')).toBe(0);
    expect(await read(metrics, 'http_client_circuit_changes_total', { state: 'closed' })).toBe(1);
  });

  it.each([404, 409, 422, 429])('stays closed when the peer refuses with %i', async (status) => {
    let calls = 0;
    const peer = await listen((_request, response) => {
      calls += 1;
      response.writeHead(status).end();
    });
    const { client } = clientOf(peer.url, { maxAttempts: 1 });
    for (let call = 0; call < 30; call += 1) await codeOf(client.send({ method: 'GET', path: '/' }));
    expect(calls).toBe(30);
  });

  it('asks a failing peer on and on when it is switched off', async () => {
    let calls = 0;
    const peer = await listen((_request, response) => {
      calls += 1;
      response.writeHead(503).end();
    });
    const { get } = clientOf(peer.url, { maxAttempts: 1, off: ['circuit-breaker'] });
    for (let call = 0; call < 30; call += 1) await codeOf(get());
    expect(calls).toBe(30);
  });
});

describe('a retry budget', () => {
  async function amplification(options: Partial<HttpClientOptions>): Promise<number> {
    let attempts = 0;
    const peer = await listen((_request, response) => {
      attempts += 1;
      response.writeHead(503).end();
    });
    const { get } = clientOf(peer.url, options);
    const requests = 200;
    for (let call = 0; call < requests; call += 1) await codeOf(get());
    return attempts / requests;
  }

  it('keeps attempts within 1.2 of requests while every one of them fails', async () => {
    expect(await amplification({ off: ['circuit-breaker'] })).toBeLessThanOrEqual(1.2);
  });

  it('is what does it: without it each request is made three times', async () => {
    expect(await amplification({ off: ['circuit-breaker', 'retry-budget'] })).toBe(3);
  });

  it('is shown as a metric when it is used up', async () => {
    const peer = await listen((_request, response) => response.writeHead(503).end());
    const { get, metrics } = clientOf(peer.url, { off: ['circuit-breaker'] });
    for (let call = 0; call < 20; call += 1) await codeOf(get());
    expect(await read(metrics, 'http_client_retries_withheld_total', { reason: 'budget' })).toBeGreaterThan(
      10,
    );
  });
});

describe('a bulkhead', () => {
  it('keeps a slow peer from taking the caller: few wait, the rest is refused at once, other peers are served', async () => {
    const held: (() => void)[] = [];
    const slow = await listen((_request, response) => held.push(() => response.end()));
    const quick = await listen((_request, response) => response.end());
    const { client, metrics } = clientOf(slow.url, { mostAtOnce: 4, mostWaiting: 2, timeoutMs: 20_000 });
    const calls = Array.from({ length: 50 }, () =>
      codeOf(client.send({ method: 'GET', path: '/', maxAttempts: 1 })),
    );
    const refused = await Promise.race([Promise.all(calls.slice(6)), Promise.all(calls)]);
    expect(new Set(refused)).toEqual(new Set(['peer-saturated']));
    await vi.waitFor(() => expect(held).toHaveLength(4));
    expect(await read(metrics, 'http_client_bulkhead_calls', { state: 'active' })).toBe(4);
    expect(await read(metrics, 'http_client_bulkhead_calls', { state: 'waiting' })).toBe(2);
    expect(await codeOf(clientOf(quick.url).get())).toBe('answered');
    const letGo = setInterval(() => {
      for (const end of held.splice(0)) end();
    }, 5);
    expect(await Promise.all(calls.slice(0, 6))).toEqual(Array(6).fill('answered'));
    clearInterval(letGo);
  });

  it('answers 503 with retry-after to whoever called the caller', async () => {
    const slow = await listen(() => undefined);
    const { client } = clientOf(slow.url, { mostAtOnce: 1, mostWaiting: 0, timeoutMs: 500 });
    const { url } = await serve((server) =>
      server.get('/', async () => (await client.send({ method: 'GET', path: '/', maxAttempts: 1 })).body),
    );
    const [first, second] = await Promise.all([fetch(url), fetch(url)]);
    const refused = first?.status === 503 ? first : second;
    expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused?.json()).toMatchObject({ code: 'peer-saturated' });
  });
});

describe('a deadline', () => {
  it('travels over two hops and shrinks on the way', async () => {
    const seen: number[] = [];
    const last = await listen((request, response) => {
      seen.push(Number(request.headers['x-deadline-ms']));
      response.end();
    });
    const toLast = clientOf(last.url).client;
    const middle = await serve((server) =>
      server.get('/', async (request) => {
        seen.push(Number(request.headers['x-deadline-ms']));
        await systemClock.wait(50);
        await toLast.send({ method: 'GET', path: '/' });
        return {};
      }),
    );
    const toMiddle = clientOf(middle.url).client;
    const first = await serve((server) =>
      server.get('/', async () => {
        await toMiddle.send({ method: 'GET', path: '/' });
        return {};
      }),
    );
    const response = await fetch(first.url, { headers: { 'x-deadline-ms': '1500' } });
    expect(response.status).toBe(200);
    const [atMiddle = 0, atLast = 0] = seen;
    expect(atMiddle).toBeLessThanOrEqual(1_500);
    expect(atLast).toBeLessThanOrEqual(atMiddle - 45);
    expect(atLast).toBeGreaterThan(0);
  });

  it('ends every hop when it is over, and nothing is tried again after it', async () => {
    let calls = 0;
    const hanging = await listen(() => {
      calls += 1;
    });
    const { client } = clientOf(hanging.url, { timeoutMs: 5_000 });
    const { url, metrics } = await serve((server) =>
      server.get('/', async () => (await client.send({ method: 'GET', path: '/' })).body),
    );
    const startedAt = performance.now();
    const response = await fetch(url, { headers: { 'x-deadline-ms': '200' } });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ code: 'deadline-exceeded', status: 504 });
    expect(calls).toBe(1);
    expect(await read(metrics, 'http_server_rejections_total', { reason: 'deadline' })).toBeLessThanOrEqual(
      1,
    );
  });

  it('refuses a request that comes too late, without running its handler', async () => {
    let handled = 0;
    const { url } = await serve((server) =>
      server.get('/', async () => {
        handled += 1;
        return {};
      }),
    );
    const response = await fetch(url, { headers: { 'x-deadline-ms': '0' } });
    expect([response.status, handled]).toEqual([504, 0]);
  });

  it('makes no call at all once it is over', async () => {
    let calls = 0;
    const peer = await listen((_request, response) => {
      calls += 1;
      response.end();
    });
    const { get, metrics } = clientOf(peer.url);
    const late = { correlationId: 'c', messageId: 'm', deadline: deadlineAfter(0) };
    expect(await codeOf(withInteraction(late, get))).toBe('deadline-exceeded');
    expect(calls).toBe(0);
    expect(await read(metrics, 'http_client_rejections_total', { reason: 'deadline' })).toBe(1);
  });

  it('is the longest that the service gives any request where the caller names none', async () => {
    const { url } = await serve((server) => server.get('/', () => new Promise(() => undefined)), {
      protection: { longestRequestMs: 100 },
    });
    expect((await fetch(url)).status).toBe(504);
  });

  it('lets the handler finish in peace after it was answered for it', async () => {
    let finish: (value: object) => void = () => undefined;
    const { url } = await serve((server) =>
      server.get('/', () => new Promise((resolve) => (finish = resolve))),
    );
    expect((await fetch(url, { headers: { 'x-deadline-ms': '50' } })).status).toBe(504);
    finish({ late: true });
    expect((await fetch(url, { headers: { 'x-deadline-ms': '0' } })).status).toBe(504);
  });

  it('is not told to a peer outside of the system', async () => {
    const seen: unknown[] = [];
    const peer = await listen((request, response) => {
      seen.push(request.headers['x-deadline-ms']);
      response.end();
    });
    await clientOf(peer.url, { recordRequest: () => undefined }).get();
    expect(seen).toEqual([undefined]);
  });
});

describe('load shedding', () => {
  it('refuses what exceeds the limit, keeps the last places for what is shed last, and never sheds probes', async () => {
    const held: ((value: object) => void)[] = [];
    const hold = () => new Promise<object>((resolve) => held.push(resolve));
    const shedding = { mostActive: 4, longestLoopDelayMs: 60_000 };
    const { url, metrics } = await serve(
      (server) => {
        server.get('/', hold);
        server.get('/checkout', { config: { shedding: 'last' } }, hold);
        server.get('/health', { config: { isProbe: true } }, async () => ({}));
      },
      { protection: { shedding } },
    );
    const first = [1, 2, 3].map(() => fetch(url));
    await vi.waitFor(() => expect(held).toHaveLength(3));
    const shed = await fetch(url);
    expect([shed.status, shed.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await shed.json()).toMatchObject({ code: 'service-overloaded' });
    const checkout = fetch(`${url}/checkout`);
    await vi.waitFor(() => expect(held).toHaveLength(4));
    expect((await fetch(`${url}/checkout`)).status).toBe(503);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    for (const end of held.splice(0)) end({});
    expect((await Promise.all([...first, checkout])).map(({ status }) => status)).toEqual([
      200, 200, 200, 200,
    ]);
    expect(await read(metrics, 'http_server_rejections_total', { reason: 'overload' })).toBe(2);
    expect(await read(metrics, 'http_server_active_requests')).toBe(0);
  });
});
