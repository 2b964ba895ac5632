import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createInboundServer } from '@petstore/chassis/inbound';
import { refuseForeignRequest } from '../../machine/host-access/refuse-foreign-request.ts';
import { telemetryErrors } from '../errors.ts';
import { ApiFailure, type ErrorType, statusOf } from './api-failure.ts';
import type { ApiAnswer, ApiRoute } from './api-route.ts';
import { readParameters } from './read-parameters.ts';

interface MetricsApiOptions {
  readonly port: number;
  /** Names under which it is asked, besides loopback's. */
  readonly allowedHosts?: readonly string[];
  /** By path below `/api/v1/`; `*` stands for a name in it. */
  readonly routes: Readonly<Record<string, ApiRoute>>;
  /** The metrics of this process, with their content type. */
  readonly expose: () => Promise<{ readonly contentType: string; readonly body: string }>;
  /** Gets what no client can be told. */
  readonly onBug: (error: unknown) => void;
}

export interface MetricsApi {
  readonly port: number;
  close(): Promise<void>;
}

const apiPath = '/api/v1/';

/**
 * Serves the HTTP API of Prometheus on this machine's loopback, under loopback's own names: Grafana and promtool can
 * point at it, pages cannot.
 */
export async function startMetricsApi(options: MetricsApiOptions): Promise<MetricsApi> {
  const server = createInboundServer({
    // A query may stand in the address.
    maxHeaderBytes: 64 * 1024,
    onRequest(request, response) {
      if (refuseForeignRequest(request, response, options.allowedHosts)) return;
      answer(request, response, options).catch((error: unknown) => fail(response, error, options.onBug));
    },
  });
  await listen(server, options.port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: MetricsApiOptions,
): Promise<void> {
  const { path, search } = splitTarget(request.url ?? '/');
  if (path === '/-/ready') return text(response, 200, 'Prometheus API of Marty Petstore is Ready.\n');
  if (path === '/-/healthy') return text(response, 200, 'Prometheus API of Marty Petstore is Healthy.\n');
  if (path === '/metrics') return expose(response, options);
  const found = path.startsWith(apiPath) ? findRoute(path.slice(apiPath.length), options.routes) : null;
  if (found === null) return text(response, 404, '404 page not found\n');
  if (!found.route.methods.some((method) => method === request.method))
    return text(response.setHeader('allow', found.route.methods.join(', ')), 405, 'Method Not Allowed\n');
  const client = new AbortController();
  response.once('close', () => client.abort());
  const parameters = await readParameters(request, new URLSearchParams(search));
  respond(response, await found.route.answer({ parameters, name: found.name, signal: client.signal }));
}

/** Not by `URL`: it throws for targets such as `//`, and takes what follows two slashes for a host. */
function splitTarget(target: string): { path: string; search: string } {
  const [path = '', ...search] = target.split('?');
  return { path, search: search.join('?') };
}

function findRoute(
  path: string,
  routes: MetricsApiOptions['routes'],
): { route: ApiRoute; name: string } | null {
  const parts = path.replace(/\/$/, '').split('/');
  const plain = parts.join('/');
  const route = Object.hasOwn(routes, plain) && !plain.includes('*') ? routes[plain] : undefined;
  if (route !== undefined) return { route, name: '' };
  const [first = '', name = '', last = ''] = parts;
  const named = routes[`${first}/*/${last}`];
  return named === undefined || parts.length !== 3 ? null : { route: named, name: decode(name) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // What is no escape stands for itself.
    return part;
  }
}

function respond(response: ServerResponse, { data, json, warnings = [], infos = [] }: ApiAnswer): void {
  const parts = ['"status":"success"', `"data":${json ?? JSON.stringify(data)}`];
  if (warnings.length > 0) parts.push(`"warnings":${JSON.stringify(warnings)}`);
  if (infos.length > 0) parts.push(`"infos":${JSON.stringify(infos)}`);
  send(response, 200, `{${parts.join(',')}}`);
}

function fail(response: ServerResponse, error: unknown, onBug: (error: unknown) => void): void {
  const errorType: ErrorType = error instanceof ApiFailure ? error.errorType : 'internal';
  if (errorType === 'internal') onBug(error);
  const message = error instanceof Error ? error.message : String(error);
  send(response, statusOf[errorType], JSON.stringify({ status: 'error', errorType, error: message }));
}

async function expose(response: ServerResponse, { expose }: MetricsApiOptions): Promise<void> {
  const { contentType, body } = await expose();
  response.writeHead(200, { 'content-type': contentType }).end(body);
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  // Part of another answer is sent: breaking the connection says that it is not whole.
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'EADDRINUSE' ? telemetryErrors.create('metrics-port-taken', { cause }) : cause),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}
