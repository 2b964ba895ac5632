import { once } from 'node:events';
import { type IncomingMessage, request as openRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, exchangeBytes, startBackend, type TestBackend } from '../../testing/mesh-traffic.ts';
import { endpointAt, freePorts, startTestMesh, type TestMesh } from '../../testing/running-mesh.ts';

let mesh: TestMesh;
let backend: TestBackend | undefined;
const sockets: Socket[] = [];

beforeAll(async () => {
  mesh = await startTestMesh();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await backend?.close();
});
afterAll(() => mesh.dispose());

/** A callee that agrees to `echo` and then sends back what it gets, in capitals. */
async function leadToEcho(): Promise<TestBackend> {
  backend = await startBackend((_request, response) => response.end('plain'));
  backend.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    sockets.push(socket);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Caller: ${request.headers['x-forwarded-client-cert']}\r\n\r\nwelcome `,
    );
    const shout = (chunk: Buffer) => socket.write(chunk.toString().toUpperCase());
    if (head.length > 0) shout(head);
    socket.on('data', shout);
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
  });
  await mesh.leadTo(endpointAt(backend.port));
  return backend;
}

const offer = 'GET /feed HTTP/1.1\r\nHost: callee\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n';

function open(port: number, bytes: string): { socket: Socket; received: () => string } {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  sockets.push(socket);
  return { socket, received: () => received };
}

async function seriesOf(code: number): Promise<string | undefined> {
  const text = await mesh.metrics();
  return text
    .split('\n')
    .find((line) => line.startsWith('istio_requests_total') && line.includes(`response_code="${code}"`));
}

describe('an offer of another protocol', () => {
  it('is passed on with the identity of the caller, and bytes flow both ways from then on', async () => {
    await leadToEcho();
    const { socket, received } = open(mesh.port, `${offer}early `);
    await vi.waitFor(() => expect(received()).toContain('welcome EARLY '));
    socket.write('late');
    await vi.waitFor(() => expect(received()).toMatch(/LATE$/));
    expect(received()).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(received()).toMatch(/^Upgrade: echo\r$/m);
    expect(received()).toMatch(/^X-Caller: By=spiffe:.*caller-account\r$/m);
    socket.end();
    await vi.waitFor(async () => expect(await seriesOf(101)).toBeDefined());
  });

  it('ends for both when either side ends it', async () => {
    await leadToEcho();
    const first = open(mesh.port, offer);
    await vi.waitFor(() => expect(first.received()).toContain('welcome'));
    sockets.find((socket) => socket !== first.socket)?.destroy();
    await once(first.socket, 'close');

    const second = open(mesh.port, offer);
    await vi.waitFor(() => expect(second.received()).toContain('welcome'));
    const callee = sockets.at(-1);
    const gone = once(callee ?? second.socket, 'close');
    second.socket.destroy();
    await gone;
  });

  it('gets the ordinary answer of a callee that ignores it', async () => {
    backend = await startBackend((_request, response) => response.end('plain'));
    await mesh.leadTo(endpointAt(backend.port));
    const answer = await exchangeBytes(mesh.port, offer);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('plain');
  });

  it('is left out of a request that has a body, which is forwarded like any other', async () => {
    const bodies: string[] = [];
    backend = await startBackend(async (request, response) => {
      for await (const chunk of request) bodies.push(String(chunk));
      response.end(`upgrade ${request.headers.upgrade}`);
    });
    await mesh.leadTo(endpointAt(backend.port));
    const headers = { connection: 'Upgrade', upgrade: 'h2c', 'content-length': '4' };
    const answer = await call(mesh.port, { method: 'POST', headers, body: 'pets' });
    expect([answer.status, String(answer.body), bodies]).toEqual([200, 'upgrade undefined', ['pets']]);
  });

  it('is told when nobody is there, or nobody listens', async () => {
    await mesh.leadTo();
    expect(await exchangeBytes(mesh.port, offer)).toMatch(/^HTTP\/1\.1 503 [\s\S]*no-ready-endpoint/);
    const [closed] = await freePorts(1);
    await mesh.leadTo(endpointAt(closed ?? 0));
    expect(await exchangeBytes(mesh.port, offer)).toMatch(
      /^HTTP\/1\.1 503 [\s\S]*upstream-connection-failed/,
    );
  });
});

describe('a caller that waits for the answer before it sends its body', () => {
  it('gets the headers of the answer first, and the rest as it sends', async () => {
    backend = await startBackend((request, response) => {
      response.flushHeaders();
      request.pipe(response);
    });
    await mesh.leadTo(endpointAt(backend.port));
    const request = openRequest({ host: '127.0.0.1', port: mesh.port, method: 'POST', agent: false });
    request.flushHeaders();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let received = '';
    response.on('data', (chunk) => {
      received += String(chunk);
    });
    const ended = once(response, 'end');
    request.write('first ');
    await vi.waitFor(() => expect(received).toBe('first '));
    request.end('last');
    await ended;
    expect(received).toBe('first last');
  });

  it('is still understood when the callee answers without the body', async () => {
    backend = await startBackend((_request, response) => {
      response.writeHead(413, { connection: 'close' }).end('too much');
    });
    await mesh.leadTo(endpointAt(backend.port));
    const request = openRequest({ host: '127.0.0.1', port: mesh.port, method: 'POST', agent: false });
    request.on('error', () => undefined);
    request.flushHeaders();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    request.destroy();
  });
});
