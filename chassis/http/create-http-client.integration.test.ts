import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../errors/index.ts';
import { clientOf, closeOpened, codeOf, listen, read, serve } from '../testing/http-peers.ts';
import type { HttpClientOptions } from './create-http-client.ts';

afterEach(closeOpened);

describe('a circuit breaker', () => {
  it('opens on a dead peer within ten seconds, is visible as a metric, and closes when the peer is back', async () => {
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

  it('stays closed when the peer works and only a peer behind it does not', async () => {
    const behind = await listen((_request, response) => response.writeHead(503).end());
    const { client: toBehind, metrics: middles } = clientOf(behind.url, { maxAttempts: 1, peer: 'behind' });
    let calls = 0;
    const middle = await serve((server) =>
      server.get('/', async () => {
        calls += 1;
        return await toBehind.send({ method: 'GET', path: '/' }).catch((cause: unknown) => {
          throw new AppError('in-doubt', 'unavailable', 'Nobody knows.', { cause });
        });
      }),
    );
    expect((await fetch(middle.url)).headers.get('x-failed-peer')).toBe('behind');
    const { get, metrics } = clientOf(middle.url, { maxAttempts: 1 });
    for (let call = 0; call < 20; call += 1) expect(await codeOf(get())).toBe('in-doubt');
    expect(calls).toBe(21);
    expect(await read(metrics, 'http_client_circuit_state')).toBe(0);
    expect(await read(middles, 'http_client_circuit_changes_total', { state: 'open' })).toBeGreaterThan(0);
  });

  it('keeps calling a failing peer when it is switched off', async () => {
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

  it('is the reason: without it each request is made three times', async () => {
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
  it('keeps a slow peer from blocking the caller: few calls wait, the rest are refused at once, other peers are served', async () => {
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

  it("answers the caller's caller with 503 and retry-after", async () => {
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
