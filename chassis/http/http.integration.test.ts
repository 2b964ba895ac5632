import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { currentInteraction, isUuid, withInteraction } from '../correlation/index.ts';
import { AppError } from '../errors/index.ts';
import { createLogger } from '../logging/index.ts';
import { createMetrics } from '../metrics/index.ts';
import { systemClock } from '../time/index.ts';
import { createHttpClient } from './create-http-client.ts';
import { createHttpServer } from './create-http-server.ts';
import type { HttpServer } from './http-server.ts';
import type { RequestRecord } from './request-record.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const metrics = createMetrics();

async function serve(
  register: (server: HttpServer) => void,
  options: { isEdge?: boolean; arrivesWithinMs?: number } = {},
) {
  const records: RequestRecord[] = [];
  const lines: string[] = [];
  const server = createHttpServer({
    service: 'callee',
    logger: createLogger({ service: 'callee' }, { write: (line) => lines.push(line) }),
    metrics,
    clock: systemClock,
    recordRequest: (record) => records.push(record),
    bodyLimitBytes: 1_000,
    ...options,
  });
  register(server);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  opened.push(() => server.close());
  return { url, records, lines };
}

function clientOf(baseUrl: string, options: { timeoutMs?: number; records?: RequestRecord[] } = {}) {
  const { timeoutMs = 2_000, records } = options;
  const client = createHttpClient({
    service: 'caller',
    peer: 'callee',
    baseUrl,
    metrics,
    clock: systemClock,
    timeoutMs,
    random: () => 0,
    ...(records === undefined ? {} : { recordRequest: (record: RequestRecord) => records.push(record) }),
  });
  opened.push(() => client.close());
  return client;
}

const place = { correlationId: 'cart-7', messageId: '0198a1b2-0000-7000-8000-000000000001' };

describe('a request between services', () => {
  it('is recorded by the callee as caused by the message that the caller handles', async () => {
    const { url, records, lines } = await serve((server) => {
      server.get('/things/:id', async () => ({ seen: currentInteraction()?.messageId }));
    });
    const response = await withInteraction(place, () =>
      clientOf(url).send<{ seen: string }>({ method: 'GET', path: '/things/7' }),
    );
    expect(response.body.seen).toBe(response.messageId);
    expect(response.headers['x-correlation-id']).toBe('cart-7');
    await expect.poll(() => records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      messageId: response.messageId,
      causationId: place.messageId,
      correlationId: 'cart-7',
      name: 'GET /things/{id}',
      caller: 'client',
      status: 200,
    });
    expect(lines.some((line) => line.includes('"correlationId":"cart-7"'))).toBe(true);
  });

  it('keeps one message id over its retries and counts them', async () => {
    const seen: unknown[] = [];
    const { url } = await serve((server) => {
      server.get('/flaky', async (request, reply) => {
        seen.push(request.headers['x-request-id']);
        return seen.length < 3 ? reply.code(503).send({}) : { ok: true };
      });
    });
    const response = await clientOf(url).send({ method: 'GET', path: '/flaky' });
    expect(response.attempts).toBe(3);
    expect(new Set(seen)).toEqual(new Set([response.messageId]));
  });

  it('is not repeated when it is a POST without an idempotency key', async () => {
    let calls = 0;
    const { url } = await serve((server) => {
      server.post('/charge', async (_request, reply) => {
        calls += 1;
        return reply.code(503).send({});
      });
    });
    const client = clientOf(url);
    await expect(client.send({ method: 'POST', path: '/charge', body: {} })).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(calls).toBe(1);
    await expect(
      client.send({ method: 'POST', path: '/charge', body: {}, idempotencyKey: 'k' }),
    ).rejects.toThrow();
    expect(calls).toBe(4);
  });

  it('ends at its timeout with a timeout error', async () => {
    const { url } = await serve((server) => {
      server.get('/slow', () => new Promise(() => undefined));
    });
    const slow = clientOf(url, { timeoutMs: 50 }).send({ method: 'GET', path: '/slow', maxAttempts: 1 });
    await expect(slow).rejects.toMatchObject({ code: 'peer-timeout', kind: 'timeout' });
  });

  it('keeps the code and kind of a refusal across the hop', async () => {
    const { url } = await serve((server) => {
      server.get('/pet', async () => {
        throw new AppError('pet-taken', 'conflict', 'Somebody was faster.', {
          details: { reason: 'reserved' },
        });
      });
    });
    const call = clientOf(url).send({ method: 'GET', path: '/pet' });
    await expect(call).rejects.toMatchObject({
      code: 'pet-taken',
      kind: 'conflict',
      message: 'Somebody was faster.',
    });
  });

  it('leaves one record at the caller when the peer is outside, with its attempts', async () => {
    const { url } = await serve((server) => {
      server.get('/outside', async (_request, reply) => reply.code(502).send({}));
    });
    const records: RequestRecord[] = [];
    const call = withInteraction(place, () =>
      clientOf(url, { records }).send({ method: 'GET', path: '/outside' }),
    );
    await expect(call).rejects.toThrow();
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      attempts: 3,
      causationId: place.messageId,
      caller: 'caller',
      callee: 'callee',
    });
  });
});

describe('the edge', () => {
  it('ignores a cause that a client names, and ids that are no UUIDs', async () => {
    const { url, records } = await serve((server) => server.get('/', async () => ({})), { isEdge: true });
    await fetch(url, {
      headers: {
        'x-causation-id': place.messageId,
        'x-request-id': 'not-a-uuid',
        'x-correlation-id': 'ok_1',
      },
    });
    await expect.poll(() => records).toHaveLength(1);
    expect(records[0]?.causationId).toBeNull();
    expect(isUuid(records[0]?.messageId ?? '')).toBe(true);
    expect(records[0]?.correlationId).toBe('ok_1');
  });

  it('replaces a correlation id that is not acceptable, and never echoes it', async () => {
    const { url } = await serve((server) => server.get('/', async () => ({})));
    const response = await fetch(url, { headers: { 'x-correlation-id': 'a b<script>' } });
    expect(isUuid(response.headers.get('x-correlation-id') ?? '')).toBe(true);
  });
});

describe('bad input', () => {
  const body = Type.Object({ count: Type.Integer() }, { additionalProperties: false });
  const post = (
    url: string,
    text: string,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => fetch(url, { method: 'POST', body: text, headers });

  /** Everything answered to the bytes until the connection ends. */
  const write = (url: string, bytes: string) =>
    new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('end', () => resolve(text)).on('error', reject);
    });

  it.each([
    ['a field too many', '{"count":1,"price":1}', 400, 'invalid-request'],
    ['text for a number', '{"count":"1"}', 400, 'invalid-request'],
    ['malformed JSON', '{"count":', 400, 'malformed-request'],
    ['a poisoned prototype', '{"__proto__":{"x":1},"count":1}', 400, 'malformed-request'],
    ['a large body', JSON.stringify({ count: 1, pad: 'x'.repeat(2_000) }), 413, 'body-too-large'],
  ])('is refused as problem+json: %s', async (_name, text, status, code) => {
    const { url } = await serve((server) => server.post('/', { schema: { body } }, async () => ({})));
    const response = await post(url, text);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status, code, correlationId: response.headers.get('x-correlation-id') });
    expect(JSON.stringify(problem)).not.toContain('node_modules');
  });

  it('gets the allowed methods of a path that was requested with another one', async () => {
    const { url } = await serve((server) => {
      server.get('/things/:id', async () => ({}));
      server.put('/things/:id', async () => ({}));
    });
    const refused = await fetch(`${url}/things/7?now`, { method: 'DELETE' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
    expect(await refused.json()).toMatchObject({ code: 'method-not-allowed', status: 405 });
  });

  it('gets a challenge for a missing or an invalid token', async () => {
    const { url } = await serve((server) => {
      server.get('/mine', async () => {
        throw new AppError('unauthenticated', 'unauthenticated', 'Sign in.');
      });
    });
    const bare = await fetch(`${url}/mine`);
    const forged = await fetch(`${url}/mine`, { headers: { authorization: 'Bearer forged' } });
    const challenges = [bare, forged].map(({ headers }) => headers.get('www-authenticate'));
    expect(challenges).toEqual(['Bearer', 'Bearer error="invalid_token"']);
  });

  it('answers 415 to plain text and to encoded bodies, and 404 to unknown routes', async () => {
    const { url } = await serve((server) => server.post('/', { schema: { body } }, async () => ({})));
    expect((await post(url, 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    const encoded = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await post(url, '{}', encoded)).status).toBe(415);
    const plain = { 'content-type': 'Application/JSON', 'content-encoding': 'Identity' };
    expect((await post(url, '{"count":1}', plain)).status).toBe(200);
    const missing = await fetch(`${url}/nowhere`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('hides internal errors', async () => {
    const { url, lines } = await serve((server) =>
      server.get('/', async () => {
        throw new Error('secret detail');
      }),
    );
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(lines.join()).toContain('secret detail');
  });

  it('answers parse errors with 400 problem+json', async () => {
    const { url } = await serve((server) => server.get('/', async () => ({})));
    const answer = await write(url, 'GET / HTTP/1.1\r\nbad header\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('malformed-request');
  });

  it('answers 408 when a body does not arrive', async () => {
    const register = (server: HttpServer) => server.post('/', { schema: { body } }, async () => ({}));
    const { url } = await serve(register, { arrivesWithinMs: 200 });
    const begun =
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"co';
    const answer = await write(url, begun);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('application/problem+json');
  });

  it('answers 431 to headers over 16 KB', async () => {
    const { url } = await serve((server) => server.get('/', async () => ({})));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = rawRequest(url, { headers: { padding: 'x'.repeat(20_000) } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on('error', reject).end();
    });
    expect(status).toBe(431);
  });
});
