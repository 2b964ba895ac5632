import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeOpened, listen } from '../testing/http-peers.ts';
import { createConnectionPool } from './connection-pool.ts';
import { ExchangeTimeout, exchange } from './exchange.ts';

const closers: (() => Promise<unknown>)[] = [closeOpened];
afterEach(async () => {
  for (const close of closers.slice().reverse()) await close();
  closers.splice(1);
});

function open(url: string, connections = 4) {
  const pool = createConnectionPool(url, { connections });
  closers.push(() => pool.destroy());
  return pool;
}

const get = { method: 'GET', path: '/', headers: {}, body: null } as const;
const patienceMs = 30_000;

/** A peer that answers each connection's first bytes with these. */
async function speaking(...texts: readonly (string | Buffer)[]): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => {
      for (const text of texts) socket.write(text);
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

describe('an exchange', () => {
  it('carries method, target, headers and body, and returns status, headers and the whole body', async () => {
    const peer = await listen((request, response) => {
      let sent = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => {
        sent += chunk;
      });
      request.on('end', () => {
        response.writeHead(201, { 'x-seen': `${request.method} ${request.url} ${request.headers['x-a']}` });
        response.write(sent);
        setTimeout(() => response.end('é'), 20);
      });
    });
    const request = { method: 'POST', path: '/a?b=c', headers: { 'x-a': '1' }, body: 'ü' } as const;
    const { status, headers, text, body } = await exchange(open(peer.url), request, patienceMs);
    expect([status, headers['x-seen'], text]).toEqual([201, 'POST /a?b=c 1', 'üé']);
    expect(body).toEqual(Buffer.from('üé'));
  });

  it('ignores informational responses and a byte order mark', async () => {
    const head = 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n';
    const url = await speaking(head, Buffer.from([0xef, 0xbb, 0xbf, 0x7b]));
    expect(await exchange(open(url), get, patienceMs)).toMatchObject({ status: 200, text: '{' });
  });

  it('fails when the connection ends within the response', async () => {
    const peer = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    });
    const failure = exchange(open(peer.url), get, patienceMs);
    await expect(failure).rejects.not.toBeInstanceOf(ExchangeTimeout);
  });

  it('times out when the head or the rest of the body does not come, and closes the connection', async () => {
    const closed = vi.fn();
    const peer = await listen((request, response) => {
      response.on('close', closed);
      if (request.url === '/half') response.write('half');
    });
    const pool = open(peer.url);
    await expect(exchange(pool, get, 50)).rejects.toBeInstanceOf(ExchangeTimeout);
    const half = { ...get, path: '/half' };
    await expect(exchange(pool, half, 50)).rejects.toBeInstanceOf(ExchangeTimeout);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(2));
  });

  it('times out while it waits for a connection, and is then not sent', async () => {
    const seen: (string | undefined)[] = [];
    let end: () => void = () => undefined;
    const peer = await listen((request, response) => {
      seen.push(request.url);
      end = () => response.end();
      if (request.url === '/last') end();
    });
    const pool = open(peer.url, 1);
    const first = exchange(pool, { ...get, path: '/first' }, patienceMs);
    await vi.waitFor(() => expect(seen).toEqual(['/first']));
    await expect(exchange(pool, { ...get, path: '/late' }, 50)).rejects.toBeInstanceOf(ExchangeTimeout);
    end();
    await first;
    await exchange(pool, { ...get, path: '/last' }, patienceMs);
    expect(seen).toEqual(['/first', '/last']);
  });

  it('ends with its signal, also one that was aborted before, and leaves no listener behind', async () => {
    const [seen, closed] = [vi.fn(), vi.fn()];
    const peer = await listen((request, response) => {
      if (request.url === '/quick') return response.end();
      seen();
      response.on('close', closed);
    });
    const pool = open(peer.url);
    const leaving = new AbortController();
    const removed = vi.spyOn(leaving.signal, 'removeEventListener');
    await exchange(pool, { ...get, path: '/quick', signal: leaving.signal }, patienceMs);
    expect(removed).toHaveBeenCalledOnce();
    const waiting = exchange(pool, { ...get, signal: leaving.signal }, patienceMs);
    await vi.waitFor(() => expect(seen).toHaveBeenCalledOnce());
    leaving.abort('gone');
    await expect(waiting).rejects.toThrow('nobody waits');
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
    const late = exchange(pool, { ...get, signal: leaving.signal }, patienceMs);
    await expect(late).rejects.toThrow('nobody waits');
  });
});
