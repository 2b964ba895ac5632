import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

export interface Exchange {
  readonly received: string;
  readonly closedAfterMs: number;
}

/** Sends raw bytes; resolves with everything received when the other side has closed. Disconnects after ten seconds. */
export function exchangeBytes(port: number, bytes: string): Promise<Exchange> {
  return exchange(bytes, (onConnect) => connect(port, '127.0.0.1', onConnect));
}

/** The same inside of TLS; the certificate of the other side is not checked. */
export function exchangeSecureBytes(port: number, bytes: string): Promise<Exchange> {
  const options = { port, host: '127.0.0.1', rejectUnauthorized: false };
  return exchange(bytes, (onConnect) => connectSecurely(options, onConnect));
}

function exchange(bytes: string, open: (onConnect: () => void) => Socket): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let received = '';
    const socket = open(() => socket.write(bytes, 'latin1'));
    const lateness = setTimeout(() => socket.destroy(), 10_000);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(lateness);
      resolve({ received, closedAfterMs: performance.now() - startedAt });
    });
  });
}

/** Sends raw bytes and resets the connection at once; resolves when it is closed. */
export function resetAfter(port: number, bytes: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, 'latin1', () => socket.resetAndDestroy());
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}

/** Requests that every port must outlive when their senders reset the connection behind them. */
export const abandonedRequests: readonly (readonly [string, string])[] = [
  ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  [
    'an offer of another protocol',
    'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  ],
  [
    'an offer of another protocol that has a body',
    'POST / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc',
  ],
  ['no HTTP at all', '\x16\x03\x01\x02\x00'],
  ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['an unknown expectation', 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n'],
  ['a body that does not come', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n'],
];

/** Requests that every port must answer with 400 and a closed connection, whatever bytes follow. */
export const ambiguousRequests: readonly (readonly [string, string])[] = [
  ['two Host headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n'],
  ['two equal Host headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nhost: localhost\r\n\r\n'],
  ['no Host header', 'GET / HTTP/1.1\r\nA: b\r\n\r\n'],
  ['a target in absolute form', 'GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  [
    'a length beside chunks',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a bare line feed', 'GET / HTTP/1.1\nHost: localhost\n\n'],
];

/** Requests that never end; every port must close the connection within five seconds. */
export const unendingRequests: readonly (readonly [string, string])[] = [
  ['headers', 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
  [
    'a body with a length',
    'POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"a',
  ],
  [
    'a body in chunks',
    'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n',
  ],
  ['a body that nobody asked for', 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n'],
];

/** Targets that begin as paths do and are no URL, or another one than they seem. */
export const oddPaths: readonly string[] = [
  '//',
  '//[',
  '/\\\\',
  '//a:99999999/',
  '//evil.example/metrics',
  '//%',
  '/%',
  '/%00',
  '/%c3%28',
  '/api/v1/%',
  '/api/v1/label/%/values',
  '/?%',
  '/..//../',
  '/#',
  '/api/v1/__proto__',
];
