import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Pool } from 'undici';
import { exchange } from './bare-exchange.ts';

/** Headers of one connection, which a proxy does not pass on. */
const ofConnection: ReadonlySet<string> = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding']);

/** A listener that passes every request on as it is: the hop through a mesh, without its rules and its metrics. */
export function serveProxy(port: number, upstreamPort: number): void {
  const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: 64 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        const { method = 'GET', url = '/' } = request;
        const body = chunks.length === 0 ? null : Buffer.concat(chunks);
        const answer = await exchange(pool, { method, path: url, headers: passedOn(request.headers), body });
        response.writeHead(answer.status, passedOn(answer.headers)).end(answer.body);
      } catch (error) {
        console.error(error);
        response.writeHead(503).end();
      }
    });
  });
  server.keepAliveTimeout = 65_000;
  server.listen(port, '127.0.0.1');
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !ofConnection.has(name)) kept[name] = value;
  }
  return kept;
}
