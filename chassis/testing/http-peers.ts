import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAppError } from '../errors/index.ts';
import { createHttpClient, type HttpClientOptions } from '../http/create-http-client.ts';
import { createHttpServer } from '../http/create-http-server.ts';
import type { HttpServer, HttpServerOptions } from '../http/http-server.ts';
import { createLogger } from '../logging/index.ts';
import { createMetrics, type Metrics } from '../metrics/index.ts';
import { systemClock } from '../time/index.ts';

const opened: (() => Promise<unknown>)[] = [];

/** Closes everything that the functions below opened; for `afterEach`. */
export async function closeOpened(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close();
}

/** A peer that is not one of our services. */
export async function listen(
  handler: RequestListener,
  port = 0,
): Promise<{ url: string; port: number; close(): Promise<unknown> }> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  opened.push(close);
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, close };
}

export function clientOf(baseUrl: string, options: Partial<HttpClientOptions> = {}) {
  const metrics = createMetrics();
  const client = createHttpClient({
    service: 'caller',
    peer: 'callee',
    baseUrl,
    metrics,
    clock: systemClock,
    random: () => 0,
    ...options,
  });
  opened.push(() => client.close());
  return { client, metrics, get: () => client.send({ method: 'GET', path: '/' }) };
}

export async function serve(
  register: (server: HttpServer) => void,
  options: Partial<HttpServerOptions> = {},
) {
  const metrics = createMetrics();
  const server = createHttpServer({
    service: 'callee',
    logger: createLogger({ service: 'callee', level: 'silent' }),
    metrics,
    clock: systemClock,
    recordRequest: () => undefined,
    protection: { longestRequestMs: 10_000 },
    ...options,
  });
  register(server);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  opened.push(() => server.close());
  return { url, metrics };
}

/** Sum of the samples of a metric that have the given labels. */
export async function read(
  metrics: Metrics,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const lines = (await metrics.expose()).body
    .split('\n')
    .filter((line) => new RegExp(`^${name}[{ ]`).test(line));
  const matching = lines.filter((line) => wanted.every((pair) => line.includes(pair)));
  return matching.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}
