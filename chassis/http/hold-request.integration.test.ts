import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mostHeld } from '../resilience/index.ts';
import { clientOf, closeOpened, codeOf, listen, read, serve } from '../testing/http-peers.ts';
import { holdRequest } from './hold-request.ts';

afterEach(closeOpened);

const callHeld = { method: 'GET', path: '/', heldMs: 5_000 } as const;

describe('a held request', () => {
  it('does not count as active, and its wait is not in the histogram of durations', async () => {
    let isHeld = false;
    let end: (value: object) => void = () => undefined;
    const answer = new Promise<object>((resolve) => {
      end = resolve;
    });
    const { url, metrics } = await serve((server) => {
      server.get('/', (request, reply) =>
        holdRequest({ request, reply }, () => {
          isHeld = true;
          return answer;
        }),
      );
      server.get('/other', async () => ({}));
    });
    const held = fetch(url);
    await vi.waitFor(() => expect(isHeld).toBe(true));
    expect(await read(metrics, 'http_server_active_requests')).toBe(0);
    await delay(300);
    end({ done: true });
    expect(await (await held).json()).toEqual({ done: true });
    expect(await read(metrics, 'http_server_request_duration_seconds_count')).toBe(1);
    expect(await read(metrics, 'http_server_request_duration_seconds_sum')).toBeLessThan(0.25);
    await fetch(`${url}/other`);
    expect(await read(metrics, 'http_server_active_requests')).toBe(0);
  });

  it('learns that its client has gone, over two hops, and no peer counts as failed', async () => {
    const gone = vi.fn();
    const last = await serve((server) => {
      server.get('/', (request, reply) =>
        holdRequest({ request, reply }, async (signal) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          gone();
          return {};
        }),
      );
    });
    const { client, metrics } = clientOf(last.url);
    const codes: string[] = [];
    const first = await serve((server) => {
      server.get('/', (request, reply) =>
        holdRequest({ request, reply }, async (signal) => {
          codes.push(await codeOf(client.send({ ...callHeld, signal })));
          return {};
        }),
      );
    });
    const leaving = new AbortController();
    const asked = fetch(first.url, { signal: leaving.signal }).catch(() => undefined);
    await vi.waitFor(async () => expect(await read(metrics, 'http_client_bulkhead_calls')).toBe(1));
    leaving.abort();
    await asked;
    await vi.waitFor(() => expect(gone).toHaveBeenCalledOnce());
    expect(codes).toEqual(['deadline-exceeded']);
    expect(await read(metrics, 'http_client_bulkhead_calls')).toBe(0);
    expect(await read(metrics, 'http_client_retries_total')).toBe(0);
  });
});

describe('held calls', () => {
  it('take no slots of ordinary calls, and are bounded by their own', async () => {
    const peer = await listen((request, response) => {
      if (request.url === '/quick') response.end();
    });
    const { client } = clientOf(peer.url, { mostAtOnce: 1, mostWaiting: 0 });
    const callers = Array.from({ length: mostHeld }, () => new AbortController());
    const held = callers.map(({ signal }) => codeOf(client.send({ ...callHeld, signal })));
    expect((await client.send({ method: 'GET', path: '/quick' })).status).toBe(200);
    expect(await codeOf(client.send(callHeld))).toBe('peer-saturated');
    for (const caller of callers) caller.abort();
    expect(new Set(await Promise.all(held))).toEqual(new Set(['deadline-exceeded']));
    expect((await client.send({ method: 'GET', path: '/quick' })).status).toBe(200);
  });
});
