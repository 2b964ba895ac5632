import { connect, type Socket } from 'node:net';
import { shopperErrors } from '../errors.ts';
import { type HttpResponse, ResponseReader } from './response-reader.ts';

export interface PooledRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values as sent; `host` and `content-length` are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A pool of kept connections to one address, each with one request at a time. It never retries. */
export interface ConnectionPool {
  /** Requests that had to wait because all connections were in use. */
  readonly waited: number;
  /** Rejects with `shopper-unanswered` when the connection breaks or the answer is late. */
  send(request: PooledRequest): Promise<HttpResponse>;
  close(): void;
}

export interface PoolOptions {
  /** `http://HOST:PORT`. */
  readonly origin: string;
  readonly mostConnections?: number;
  readonly answerWithinMs?: number;
}

interface Pending {
  readonly text: string;
  readonly what: string;
  resolve(response: HttpResponse): void;
  reject(error: Error): void;
}

interface Connection {
  readonly socket: Socket;
  current: Pending | null;
}

/**
 * HTTP/1.1 over plain sockets, at about half the CPU a request of an HTTP client: a generator shares the machine with
 * the system that it measures. See docs/decisions/0047.
 */
export function createConnectionPool(options: PoolOptions): ConnectionPool {
  return new SocketPool(options);
}

class SocketPool implements ConnectionPool {
  waited = 0;
  readonly #host: string;
  readonly #address: { readonly host: string; readonly port: number };
  readonly #mostConnections: number;
  readonly #answerWithinMs: number;
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();
  readonly #queue: Pending[] = [];
  #isClosed = false;

  constructor({ origin, mostConnections = 256, answerWithinMs = 10_000 }: PoolOptions) {
    const { hostname, port, host, protocol } = new URL(origin);
    if (protocol !== 'http:') throw new RangeError(`the load goes to http:// addresses, not to ${origin}`);
    this.#host = host;
    this.#address = { host: hostname, port: Number(port || '80') };
    this.#mostConnections = mostConnections;
    this.#answerWithinMs = answerWithinMs;
  }

  send({ method, path, headers, body }: PooledRequest): Promise<HttpResponse> {
    if (this.#isClosed) return Promise.reject(unanswered(`${method} ${path}`, 'the client was closed'));
    let text = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n`;
    for (const name in headers) text += `${name}: ${headers[name]}\r\n`;
    text += body === undefined ? '\r\n' : `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    return new Promise((resolve, reject) => {
      const pending: Pending = { text, what: `${method} ${path}`, resolve, reject };
      const connection = this.#idle.pop() ?? (this.#all.size < this.#mostConnections ? this.#open() : null);
      if (connection !== null) this.#write(connection, pending);
      else {
        this.waited += 1;
        this.#queue.push(pending);
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    const queue = this.#queue.splice(0);
    for (const connection of this.#all) this.#drop(connection, 'the client was closed');
    for (const { reject, what } of queue) reject(unanswered(what, 'the client was closed'));
  }

  #open(): Connection {
    const socket = connect({ ...this.#address, noDelay: true });
    const connection: Connection = { socket, current: null };
    this.#all.add(connection);
    const reader = new ResponseReader((response) => this.#settle(connection, response));
    socket.on('data', (chunk) => {
      try {
        reader.read(chunk);
      } catch (error) {
        this.#drop(connection, error instanceof Error ? error.message : String(error));
      }
    });
    socket.on('error', (error) => this.#drop(connection, error.message));
    socket.on('close', () => this.#drop(connection, 'the connection was closed'));
    socket.on('timeout', () => this.#drop(connection, `no answer within ${this.#answerWithinMs} ms`));
    return connection;
  }

  #write(connection: Connection, pending: Pending): void {
    connection.current = pending;
    connection.socket.setTimeout(this.#answerWithinMs);
    connection.socket.write(pending.text);
  }

  #settle(connection: Connection, response: HttpResponse): void {
    const { current } = connection;
    connection.current = null;
    if (response.isLast || current === null) this.#drop(connection, 'the server closed the connection');
    else this.#next(connection);
    current?.resolve(response);
  }

  #next(connection: Connection): void {
    const next = this.#queue.shift();
    if (next !== undefined) {
      this.#write(connection, next);
      return;
    }
    connection.socket.setTimeout(0);
    this.#idle.push(connection);
  }

  #drop(connection: Connection, reason: string): void {
    if (!this.#all.delete(connection)) return;
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
    connection.socket.destroy();
    const { current } = connection;
    connection.current = null;
    current?.reject(unanswered(current.what, reason));
    const next = this.#queue.shift();
    if (next !== undefined) this.#write(this.#open(), next);
  }
}

function unanswered(what: string, reason: string): Error {
  return shopperErrors.create('shopper-unanswered', { message: `${what} was not answered: ${reason}` });
}
