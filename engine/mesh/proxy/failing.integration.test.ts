import { type IncomingMessage, request as openRequest, type RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  call,
  exchangeBytes,
  problemOf,
  startBackend,
  type TestBackend,
} from '../../testing/mesh-traffic.ts';
import {
  endpointAt,
  freePorts,
  listenAnywhere,
  portOf,
  startTestMesh,
  type TestMesh,
} from '../../testing/running-mesh.ts';

let mesh: TestMesh;
let backend: TestBackend | undefined;

async function leadToBackend(handle: RequestListener): Promise<TestBackend> {
  backend = await startBackend(handle);
  await mesh.leadTo(endpointAt(backend.port));
  return backend;
}

beforeAll(async () => {
  mesh = await startTestMesh();
});
afterEach(() => backend?.close());
afterAll(() => mesh.dispose());

describe('a callee that cannot answer', () => {
  it('is answered for with 503 in the name of the service while it has no ready endpoint', async () => {
    await mesh.leadTo();
    const answer = await call(mesh.port, { headers: { 'x-correlation-id': 'journey-7' } });
    expect(answer).toMatchObject({ status: 503, headers: { 'content-type': 'application/problem+json' } });
    expect(answer.headers['x-correlation-id']).toBe('journey-7');
    expect(problemOf(answer)).toMatchObject({
      status: 503,
      code: 'no-ready-endpoint',
      correlationId: 'journey-7',
    });
    expect(problemOf(answer)['detail']).toContain('callee');
  });

  it('gets a fresh correlation id where the caller sent an unacceptable one', async () => {
    await mesh.leadTo();
    const answer = await call(mesh.port, { headers: { 'x-correlation-id': 'not acceptable' } });
    expect(problemOf(answer)['correlationId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('does not tell a caller to continue when nobody will take the body', async () => {
    await mesh.leadTo();
    const received = await exchangeBytes(
      mesh.port,
      'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n',
    );
    expect(received).toMatch(/^HTTP\/1\.1 503 /);
    expect(received.toLowerCase()).toContain('connection: close');
  });

  it('is not asked where the caller expects what nobody knows', async () => {
    const { requests } = await leadToBackend((_request, response) => response.end());
    const received = await exchangeBytes(
      mesh.port,
      'POST / HTTP/1.1\r\nHost: a\r\nX-Correlation-Id: journey-7\r\nExpect: x\r\nContent-Length: 5\r\n\r\nabcde' +
        'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(received).toMatch(/^HTTP\/1\.1 417 /);
    expect(received).toContain('content-type: application/problem+json');
    expect(received).toContain('"code":"expectation-failed","correlationId":"journey-7"');
    expect(received).toContain('HTTP/1.1 200 ');
    expect(requests).toHaveLength(1);
  });

  it('is reported as unreachable when it refuses the connection', async () => {
    const [port] = (await freePorts(1)) as [number];
    await mesh.leadTo(endpointAt(port));
    const answer = await call(mesh.port, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(503);
    expect(problemOf(answer)['code']).toBe('upstream-connection-failed');
  });

  it('is reported when it closes the connection before it answers, and is not asked again', async () => {
    const { requests } = await leadToBackend((request) => request.socket.destroy());
    const answer = await call(mesh.port);
    expect(answer.status).toBe(503);
    expect(problemOf(answer)['code']).toBe('upstream-connection-closed');
    expect(requests).toHaveLength(1);
  });

  it('is reported when what it says is not HTTP', async () => {
    const server = await listenAnywhere(createServer((socket) => void socket.end('what?\r\n\r\n')));
    await mesh.leadTo(endpointAt(portOf(server)));
    const answer = await call(mesh.port);
    expect(answer.status).toBe(502);
    expect(problemOf(answer)['code']).toBe('upstream-response-invalid');
    server.close();
  });

  it.each([
    ['a length', { 'content-length': 100 }],
    ['chunks', {}],
  ])('breaks the connection of its caller when it dies within a response of %s', async (_name, headers) => {
    await leadToBackend((_request, response) => {
      response.writeHead(200, headers);
      response.write('part', () => response.destroy());
    });
    await expect(call(mesh.port)).rejects.toThrow(/aborted|hang up/);
  });
});

describe('a caller that leaves', () => {
  it('takes its request with it while the callee is still thinking', async () => {
    let hasClosed = false;
    const { requests } = await leadToBackend((_request, response) => {
      response.on('close', () => {
        hasClosed = true;
      });
    });
    const request = openRequest({ host: '127.0.0.1', port: mesh.port, agent: false }).end();
    request.on('error', () => undefined);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    request.destroy();
    await vi.waitFor(() => expect(hasClosed).toBe(true));
  });

  it('takes its request with it in the middle of either body', async () => {
    const outcomes: string[] = [];
    await leadToBackend((request, response) => {
      response.write('part');
      request.on('error', () => outcomes.push('request broken'));
      response.on('close', () => outcomes.push(response.writableFinished ? 'answered' : 'response broken'));
      request.resume();
    });
    const request = openRequest({ host: '127.0.0.1', port: mesh.port, method: 'POST', agent: false });
    request.on('error', () => undefined).write('part');
    const response = await new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    response.on('error', () => undefined);
    request.destroy();
    await vi.waitFor(() => expect(outcomes.sort()).toEqual(['request broken', 'response broken']));
  });
});

describe('a browser of this machine', () => {
  const ask = (port: number, headers: Record<string, string>, method = 'GET') =>
    call(port, { method, headers: { host: 'localhost:8080', ...headers } });

  it.each([
    ['a name that was made to resolve here', { host: 'evil.example:8080' }, 421, 'host-not-allowed'],
    ['a page of another origin', { origin: 'http://evil.example' }, 403, 'foreign-origin'],
    ['a page without an origin', { origin: 'null' }, 403, 'foreign-origin'],
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }, 403, 'foreign-origin'],
    [
      'a socket of another origin',
      { origin: 'http://evil.example', connection: 'upgrade', upgrade: 'websocket' },
      403,
      'foreign-origin',
    ],
  ])('is refused on a host port, not on a pod’s: %s', async (_what, headers, status, code) => {
    const { requests } = await leadToBackend((_request, response) => response.end('reached'));
    const method = 'upgrade' in headers ? 'GET' : 'POST';
    const answer = await ask(mesh.hostPort, headers, method);
    expect(answer.status).toBe(status);
    expect(problemOf(answer)).toMatchObject({ code, detail: expect.stringContaining('--allow-host NAME') });
    expect(requests).toHaveLength(0);
    expect((await ask(mesh.port, headers, method)).status).toBe(200);
  });

  it.each([
    {},
    { host: '127.0.0.1' },
    { host: 'shop.example.com:8080', origin: 'https://shop.example.com' },
    { origin: 'http://localhost:3000' },
  ])('is let in with %j', async (headers) => {
    await leadToBackend((_request, response) => response.end('reached'));
    expect((await ask(mesh.hostPort, headers, 'POST')).status).toBe(200);
  });
});

describe('what is not a request to forward', () => {
  const attacks: [string, string, number][] = [
    ['an absolute target', 'GET http://other.example/ HTTP/1.1\r\nHost: other.example\r\n\r\n', 400],
    ['a tunnel', 'CONNECT other.example:443 HTTP/1.1\r\nHost: other.example\r\n\r\n', 400],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\nA: b\r\n\r\n', 400],
    [
      'a length beside chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', 400],
    ['a signed length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\nab', 400],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', 400],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: a\n\n', 400],
    [
      'another transfer encoding',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      501,
    ],
    ['headers above 16 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(17_000)}\r\n\r\n`, 431],
  ];

  it.each(attacks)('is refused, never forwarded: %s', async (_name, bytes, status) => {
    const { requests } = await leadToBackend((_request, response) => response.end('reached'));
    const closing = bytes.replace('HTTP/1.1\r\n', 'HTTP/1.1\r\nConnection: close\r\n');
    const received = await exchangeBytes(mesh.hostPort, closing);
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(received.toLowerCase()).toContain('application/problem+json');
    expect(received).toMatch(/"correlationId":"[\w-]+"/);
    expect(requests).toHaveLength(0);
  });

  it('is cut off when its headers do not arrive', async () => {
    const received = await exchangeBytes(mesh.hostPort, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
  }, 8_000);

  it('leaves the others on the same listener alone', async () => {
    await leadToBackend((_request, response) => response.end('fine'));
    const [answer] = await Promise.all([call(mesh.port), exchangeBytes(mesh.port, 'nonsense\r\n\r\n')]);
    expect(answer.body.toString()).toBe('fine');
  });
});

it('prints nothing through all of this', () => {
  expect(mesh.printed).toEqual([]);
});
