import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ApiClient } from './api-client.ts';
import { type RecordedExchange, shapeOf } from './recorded-exchange.ts';

const keptHeaders = ['accept', 'content-type'];
/** Ids and versions of objects differ from run to run. */
const uid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g;
const noUid = '00000000-0000-0000-0000-000000000000';
const version = /"resourceVersion":"\d+"/g;
/** As good as none. */
const noVersion = '"resourceVersion":""';

/**
 * Stands between a kubectl and the API and records what passes. It speaks HTTP without TLS, over which no kubectl sends
 * a token: the proxy adds it, so a recording never holds one.
 */
export class RecordingProxy {
  readonly #api: ApiClient;
  readonly #server: Server;
  #exchanges: RecordedExchange[] = [];

  private constructor(api: ApiClient) {
    this.#api = api;
    this.#server = createServer((request, response) => {
      this.#forward(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(api: ApiClient): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(api);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** What has passed since the last call. */
  take(): readonly RecordedExchange[] {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request;
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    const body = await buffer(request);
    const answer = await this.#api.stream(path, { method, headers, body: body.length === 0 ? null : body });
    const contentType = String(answer.headers['content-type'] ?? '');
    response.writeHead(answer.statusCode, { 'content-type': contentType });
    const parts: Buffer[] = [];
    const isWatch = /[?&]watch=(true|1)/.test(path);
    const keep = () => {
      const text = isWatch ? '' : Buffer.concat(parts).toString();
      this.#exchanges.push({
        method,
        path: scrub(path),
        headers,
        body: body.length === 0 ? null : encode(body),
        answer: shapeOf(answer.statusCode, contentType, text),
      });
    };
    if (isWatch) keep();
    for await (const part of answer.body) {
      parts.push(part as Buffer);
      response.write(part);
    }
    response.end();
    if (!isWatch) keep();
  }
}

function scrub(text: string): string {
  return text.replace(uid, noUid).replace(/(?<=[?&])resourceVersion=[1-9]\d*&?/, '');
}

function encode(body: Buffer): RecordedExchange['body'] {
  const text = body.toString('utf8');
  const isText = Buffer.from(text).equals(body) && !text.includes('\0');
  return isText
    ? { encoding: 'utf8', content: text.replace(uid, noUid).replace(version, noVersion) }
    : { encoding: 'base64', content: body.toString('base64') };
}
