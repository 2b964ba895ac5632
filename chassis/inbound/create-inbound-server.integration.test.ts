import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createInboundServer, type Handle } from './create-inbound-server.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function portOf(onRequest: Handle): Promise<number> {
  const server = createInboundServer({ onRequest });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Sender {
  readonly head: string;
  readonly piece: string;
  readonly everyMs: number;
  readonly pieces: number;
}

/** Everything answered to a request that is sent in pieces, and when the connection was closed. */
function sendSlowly(port: number, { head, piece, everyMs, pieces }: Sender) {
  const startedAt = performance.now();
  return new Promise<{ received: string; closedAfterMs: number }>((resolve, reject) => {
    let received = '';
    let sent = 0;
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    const timer = setInterval(() => {
      if (sent++ < pieces) socket.write(piece);
      else clearInterval(timer);
    }, everyMs);
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ received, closedAfterMs: performance.now() - startedAt });
    });
  });
}

const post = (length: number) =>
  `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;
const whole: Handle = (request, response) => void request.resume().on('end', () => response.end('whole'));

describe.concurrent('the server of a port', () => {
  it('allows a body that makes progress to take longer than five seconds', async () => {
    const port = await portOf(whole);
    const slow = { head: post(600), piece: 'x'.repeat(100), everyMs: 1_000, pieces: 6 };
    const { received, closedAfterMs } = await sendSlowly(port, slow);
    expect(received).toMatch(/^HTTP\/1\.1 200 [\s\S]*whole$/);
    expect(closedAfterMs).toBeGreaterThan(5_500);
  }, 15_000);

  it('closes the connection of a body that is sent byte by byte', async () => {
    const port = await portOf(whole);
    const drip = { head: post(600), piece: 'x', everyMs: 500, pieces: 600 };
    const { received, closedAfterMs } = await sendSlowly(port, drip);
    expect(received).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request-timeout"/);
    expect(closedAfterMs).toBeLessThan(5_000);
  }, 15_000);

  it('does not end a response that goes on, nor one that is slow to begin', async () => {
    const port = await portOf((request, response) => {
      if (request.url === '/stream') response.write('begun ');
      setTimeout(() => response.end('ended'), 6_000);
    });
    const ask = (path: string) =>
      sendSlowly(port, {
        head: `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        piece: '',
        everyMs: 10_000,
        pieces: 0,
      });
    const answers = await Promise.all([ask('/stream'), ask('/poll')]);
    for (const { received } of answers) expect(received).toMatch(/^HTTP\/1\.1 200 [\s\S]*ended/);
  }, 15_000);

  it('does not blame the sender for a body that the server does not read', async () => {
    const port = await portOf((request, response) => {
      setTimeout(() => whole(request, response), 6_000);
    });
    const large = { head: post(1_000_000), piece: 'x'.repeat(1_000_000), everyMs: 10, pieces: 1 };
    expect((await sendSlowly(port, large)).received).toMatch(/^HTTP\/1\.1 200 [\s\S]*whole$/);
  }, 15_000);
});
