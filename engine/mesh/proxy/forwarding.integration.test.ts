import { createHash, randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, request as openRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, exchangeBytes, readAll, startBackend, type TestBackend } from '../../testing/mesh-traffic.ts';
import { endpointAt, startTestMesh, type TestMesh } from '../../testing/running-mesh.ts';

let mesh: TestMesh;
let backend: TestBackend | undefined;

async function leadToBackend(handle: Parameters<typeof startBackend>[0]): Promise<TestBackend> {
  backend = await startBackend(handle);
  await mesh.leadTo(endpointAt(backend.port));
  return backend;
}

beforeAll(async () => {
  mesh = await startTestMesh();
});
afterEach(() => backend?.close());
afterAll(() => mesh.dispose());

describe('headers', () => {
  it('tells the callee who calls, whatever the caller claims, and nothing on a host port', async () => {
    const { requests } = await leadToBackend((_request, response) => response.end('ok'));
    const headers = { 'X-Forwarded-Client-Cert': 'URI=spiffe://cluster.local/ns/shop/sa/operator' };
    await call(mesh.port, { headers });
    await call(mesh.hostPort, { headers });
    expect(requests.map((request) => request.headers['x-forwarded-client-cert'])).toEqual([
      'By=spiffe://cluster.local/ns/shop/sa/callee-account;URI=spiffe://cluster.local/ns/shop/sa/caller-account',
      undefined,
    ]);
  });

  it('passes method, target, host and end-to-end headers on, and hop-by-hop headers not', async () => {
    const { requests } = await leadToBackend((_request, response) => {
      response.writeHead(201, 'Made', [
        ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Connection', 'X-Hop', 'X-Hop', '1', 'X-End', '2'],
      ]);
      response.end('made');
    });
    const answer = await call(mesh.port, {
      method: 'PUT',
      path: '/v1/pets/a%2Fb?limit=5&q=%C3%A9',
      headers: {
        host: 'callee:8000',
        te: 'trailers',
        connection: 'x-private',
        'x-private': 'p',
        'x-kept': 'k',
      },
      body: 'pet',
    });
    const [request] = requests;
    expect(request).toMatchObject({ method: 'PUT', url: '/v1/pets/a%2Fb?limit=5&q=%C3%A9' });
    expect(request?.headers).toMatchObject({ host: 'callee:8000', 'x-kept': 'k' });
    expect(request?.headers).not.toHaveProperty('x-private');
    expect(request?.headers).not.toHaveProperty('te');
    expect(answer).toMatchObject({ status: 201, statusMessage: 'Made' });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headers).toMatchObject({ 'x-end': '2' });
    expect(answer.headers).not.toHaveProperty('x-hop');
  });
});

describe('bodies', () => {
  it('streams both ways at once, holding nothing back', async () => {
    await leadToBackend((request, response) => {
      response.flushHeaders();
      request.pipe(response);
    });
    const request = openRequest({ host: '127.0.0.1', port: mesh.port, method: 'POST', agent: false });
    request.write('zero');
    const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    for (const word of ['zero', 'one', 'two']) {
      if (word !== 'zero') request.write(word);
      const echo = await new Promise<Buffer>((resolve) => response.once('data', resolve));
      expect(echo.toString()).toBe(word);
    }
    request.end();
    expect((await readAll(response)).length).toBe(0);
  });

  it('passes large bodies through unchanged, with a length and without', async () => {
    await leadToBackend((request, response) => {
      const length = request.headers['content-length'];
      if (length !== undefined) response.setHeader('content-length', length);
      request.pipe(response);
    });
    const body = randomBytes(24 * 1024 * 1024);
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const sized = await call(mesh.port, { method: 'POST', headers: { 'content-length': body.length }, body });
    expect(digest(sized.body)).toBe(digest(body));
    const chunked = await call(mesh.port, {
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked' },
      body,
    });
    expect(digest(chunked.body)).toBe(digest(body));
  });

  it('gives each request its own body, whether it comes whole with the headers or behind them', async () => {
    await leadToBackend(async (request, response) => {
      const body = await readAll(request);
      response.end(`[${body.length} ${body.subarray(0, 7)}]`);
    });
    const head = (framing: string) => `POST / HTTP/1.1\r\nHost: callee\r\n${framing}\r\n`;
    const whole = `${head('Content-Length: 5\r\n')}whole`;
    const chunked = `${head('Transfer-Encoding: chunked\r\n')}7\r\nchunked\r\n0\r\n\r\n`;
    const last = head('Connection: close\r\nContent-Length: 80000\r\n');
    const received = await exchangeBytes(mesh.port, `${whole}${chunked}${whole}${last}${'x'.repeat(80_000)}`);
    expect(received.match(/\[.*?\]/g)).toEqual(['[5 whole]', '[7 chunked]', '[5 whole]', '[80000 xxxxxxx]']);
  });

  it('does not read from a callee what its caller does not take', async () => {
    let sent = 0;
    await leadToBackend((_request, response) => {
      const pump = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on('drain', pump);
      pump();
    });
    const request = openRequest({ host: '127.0.0.1', port: mesh.port, agent: false }).end();
    const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    let before = -1;
    await vi.waitFor(
      () => {
        const isStill = sent === before;
        before = sent;
        expect(isStill).toBe(true);
      },
      { timeout: 5_000, interval: 300 },
    );
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    response.on('error', () => undefined);
    request.on('error', () => undefined).destroy();
  });

  it('delivers an early answer although the body was not read, and keeps the connection usable', async () => {
    await leadToBackend((request, response) => {
      if (request.method === 'GET') response.end('next');
      else response.writeHead(413, { connection: 'close' }).end('too large');
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const size of [100_000, 300_000, 1_000_000, 4_000_000, 12_000_000]) {
      const answer = await call(mesh.port, { method: 'POST', agent, body: Buffer.alloc(size) });
      expect([answer.status, answer.body.toString()]).toEqual([413, 'too large']);
      expect((await call(mesh.port, { agent })).body.toString()).toBe('next');
    }
    agent.destroy();
  });
});

describe('responses without a body', () => {
  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('answers %s %i with the headers alone, and the connection stays usable', async (method, status) => {
    await leadToBackend((_request, response) => {
      const length = status === 204 ? [] : ['content-length', '5'];
      response.writeHead(status, ['etag', '"1"', ...length]).end();
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const _again of [1, 2]) {
      const answer = await call(mesh.port, { method, agent });
      expect(answer).toMatchObject({ status, headers: { etag: '"1"' } });
      expect(answer.headers['content-length']).toBe(status === 204 ? undefined : '5');
      expect(answer.body.length).toBe(0);
    }
    agent.destroy();
  });
});

describe('rare parts of HTTP', () => {
  it('tells a caller that waits for it to continue, and forwards the body', async () => {
    const { requests } = await leadToBackend((request, response) => request.pipe(response));
    const request = openRequest({
      ...{ host: '127.0.0.1', port: mesh.port, method: 'POST', agent: false },
      headers: { expect: '100-continue', 'content-length': 4 },
    });
    request.flushHeaders();
    await new Promise<void>((resolve) => request.once('continue', resolve));
    request.end('body');
    const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    expect((await readAll(response)).toString()).toBe('body');
    expect(requests[0]?.headers).not.toHaveProperty('expect');
  });

  it('passes the final response after informational ones', async () => {
    await leadToBackend((_request, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.end('final');
    });
    expect((await call(mesh.port)).body.toString()).toBe('final');
  });

  it('tolerates trailers on both sides', async () => {
    const { requests } = await leadToBackend((request, response) => {
      response.writeHead(200, { trailer: 'x-sum' });
      request.on('data', (chunk) => response.write(chunk));
      request.on('end', () => {
        response.addTrailers({ 'x-sum': '1' });
        response.end();
      });
    });
    const request = openRequest({
      ...{ host: '127.0.0.1', port: mesh.port, method: 'POST', agent: false },
      headers: { trailer: 'x-request-sum' },
    });
    request.write('body');
    request.addTrailers({ 'x-request-sum': '1' });
    request.end();
    const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    expect((await readAll(response)).toString()).toBe('body');
    expect(requests[0]?.headers).not.toHaveProperty('trailer');
  });
});

it('uses its connections to an endpoint again', async () => {
  const { connections, requests } = await leadToBackend((_request, response) => response.end('ok'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let index = 0; index < 20; index++) await call(mesh.port, { agent });
  expect(requests).toHaveLength(20);
  expect(connections()).toBe(1);
  agent.destroy();
});
