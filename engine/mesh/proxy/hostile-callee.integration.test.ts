import { connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  endpointAt,
  listenAnywhere,
  portOf,
  startTestMesh,
  type TestMesh,
} from '../../testing/running-mesh.ts';

let mesh: TestMesh;
const sockets: Socket[] = [];
const closers: (() => void)[] = [];
const onExit = vi.fn();

beforeAll(async () => {
  mesh = await startTestMesh();
  mesh.mesh.onExit(onExit);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const close of closers.splice(0)) close();
});
afterAll(() => mesh.dispose());

/**
 * Sends a request through the mesh to a callee that answers with these bytes; what came back when the connection ended,
 * or after a while.
 */
async function ask(request: string, answer: string): Promise<string> {
  const callee = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer, 'latin1'));
  });
  await listenAnywhere(callee);
  closers.push(() => callee.close());
  await mesh.leadTo(endpointAt(portOf(callee)));
  const socket = connect(mesh.port, '127.0.0.1', () => socket.write(request));
  sockets.push(socket);
  let received = '';
  socket.setEncoding('latin1').on('data', (text) => {
    received += text;
  });
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.setTimeout(5_000, () => resolve());
  });
  return received;
}

const requests = {
  plain: 'GET / HTTP/1.1\r\nHost: callee\r\nConnection: close\r\n\r\n',
  'with a body that is late':
    'POST / HTTP/1.1\r\nHost: callee\r\nConnection: close\r\nContent-Length: 1\r\n\r\n',
  'for another protocol': 'GET / HTTP/1.1\r\nHost: callee\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n',
};
const answers = {
  'a control character in the reason': 'HTTP/1.1 200 a\x01b\r\nContent-Length: 0\r\n\r\n',
  'a status below 100': 'HTTP/1.1 099 x\r\nContent-Length: 0\r\n\r\n',
  'a trailer that it cannot send': 'HTTP/1.1 200 OK\r\nTrailer: x\r\nContent-Length: 2\r\n\r\nok',
  'a body that breaks off': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok',
  'chunks that are none': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx',
  garbage: '\x00\xff\r\n\r\n',
  nothing: '',
  'another protocol that nobody asked for': 'HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: y\r\n\r\n',
};

test.each(
  Object.entries(requests).flatMap(([kind, request]) =>
    Object.entries(answers).map(([title, answer]) => [kind, title, request, answer] as const),
  ),
)('the proxy outlives a request %s that is answered with %s', async (_kind, _title, request, answer) => {
  const received = await ask(request, answer);
  expect(received).not.toContain('\x01');
  // Another request on the same proxy tells that it lives.
  expect(await ask(requests.plain, 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nalive')).toContain('alive');
  expect(onExit).not.toHaveBeenCalled();
});
