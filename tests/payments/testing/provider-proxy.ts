import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxiedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
}

/**
 * Handles one request; `passOn` forwards it to the provider. Null closes the caller's connection without a response.
 */
type Conduct = (
  request: ProxiedRequest,
  passOn: () => Promise<ProxiedAnswer>,
) => Promise<ProxiedAnswer | null>;

/**
 * A proxy between payment-service and the provider, on a real port, for faults of the connection rather than the
 * provider.
 */
export interface ProviderProxy {
  readonly url: string;
  /** Commands received, in order: `POST /v1/charges`. */
  readonly commands: readonly string[];
  target: string;
  /** Handles commands; other requests are forwarded. */
  conduct: Conduct;
  stop(): Promise<void>;
}

export const faithful: Conduct = (_request, passOn) => passOn();

export async function startProviderProxy(): Promise<ProviderProxy> {
  const commands: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { method = 'GET', url: path = '/' } = request;
    const passOn = () => ask(proxy.target + path, { method, headers: carriedBy(request), body });
    if (method === 'POST') commands.push(`${method} ${path}`);
    const conduct = method === 'POST' ? proxy.conduct : faithful;
    const answer = await conduct({ method, path }, passOn).catch(() => null);
    if (answer === null) return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: ProviderProxy = {
    url: `http://127.0.0.1:${port}`,
    commands,
    target: '',
    conduct: faithful,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const carried = [
  'authorization',
  'content-type',
  'idempotency-key',
  'x-correlation-id',
  'x-request-id',
  'x-causation-id',
];

function carriedBy({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    carried.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}

async function ask(
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: string },
): Promise<ProxiedAnswer> {
  const response = await fetch(url, { method, headers, ...(body === '' ? {} : { body }) });
  const type = response.headers.get('content-type') ?? 'application/json';
  return { status: response.status, type, body: await response.text() };
}
