import { createServer } from 'node:http';
import { Pool } from 'undici';

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
        const answer = await pool.request({
          method: request.method as 'GET',
          path: request.url ?? '/',
          headers: passedOn(request.headers),
          body: chunks.length === 0 ? null : Buffer.concat(chunks),
        });
        const body = Buffer.from(await answer.body.arrayBuffer());
        response.writeHead(answer.statusCode, passedOn(answer.headers)).end(body);
      } catch (error) {
        console.error(error);
        response.writeHead(503).end();
      }
    });
  });
  server.keepAliveTimeout = 65_000;
  server.listen(port, '127.0.0.1');
}

function passedOn<Value>(headers: Record<string, Value>): Record<string, Exclude<Value, undefined>> {
  const kept: Record<string, Exclude<Value, undefined>> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !ofConnection.has(name)) kept[name] = value as Exclude<Value, undefined>;
  }
  return kept;
}
