import { afterEach, describe, expect, it, vi } from 'vitest';
import { withInteraction } from '../correlation/index.ts';
import { clientOf, closeOpened, codeOf, listen, read, serve } from '../testing/http-peers.ts';
import { deadlineAfter, systemClock } from '../time/index.ts';

afterEach(closeOpened);

describe('a deadline', () => {
  it('is passed over two hops and shrinks on the way', async () => {
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

  it('ends every hop when it has passed, and nothing is retried after it', async () => {
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

  it('prevents any call after it has passed', async () => {
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

  it("is the service's own limit if the caller sends none", async () => {
    const { url } = await serve((server) => server.get('/', () => new Promise(() => undefined)), {
      protection: { longestRequestMs: 100 },
    });
    expect((await fetch(url)).status).toBe(504);
  });

  it('lets the handler finish after the request was answered', async () => {
    let finish: (value: object) => void = () => undefined;
    const { url } = await serve((server) =>
      server.get('/', () => new Promise((resolve) => (finish = resolve))),
    );
    expect((await fetch(url, { headers: { 'x-deadline-ms': '50' } })).status).toBe(504);
    finish({ late: true });
    expect((await fetch(url, { headers: { 'x-deadline-ms': '0' } })).status).toBe(504);
  });

  it('is not sent to an external peer', async () => {
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
  it('sheds requests beyond the limit, reserves capacity for `last`, and never sheds probes', async () => {
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
