import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { ConnectionPool } from './connection-pool.ts';

/** A request of one attempt. */
export interface ExchangeRequest {
  readonly method: Dispatcher.HttpMethod;
  /** Path with query, as it is written on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
  /** Ends the exchange when nobody waits for its response any more; it then rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** A response whose body has arrived completely. */
export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as UTF-8, decoded when it is asked for. */
  readonly text: string;
}

/** The response did not arrive in full within the time limit of the attempt. */
export class ExchangeTimeout extends Error {
  constructor(limitMs: number) {
    super(`no complete answer within ${Math.round(limitMs)} ms`);
    this.name = 'ExchangeTimeout';
  }
}

/**
 * Sends a request and receives its response as a whole; rejects with `ExchangeTimeout` after `limitMs`, and with
 * undici's error when the connection fails. On the dispatcher itself: `Pool.request` makes a stream of each body, and
 * with an abort signal costs twice the CPU.
 */
export function exchange(
  pool: ConnectionPool,
  request: ExchangeRequest,
  limitMs: number,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const { method, path, headers, body, signal } = request;
    const reception = new Reception({ resolve, reject }, limitMs, signal);
    pool.dispatch({ method, path, headers, body }, reception);
  });
}

class Received implements Exchanged {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;

  constructor(status: number, headers: IncomingHttpHeaders, body: Buffer) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** A byte order mark is no part of the text (WHATWG Encoding, "UTF-8 decode"). */
  get text(): string {
    const { body } = this;
    const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
    return body.toString('utf8', hasMark ? 3 : 0);
  }
}

interface Settling {
  readonly resolve: (exchanged: Exchanged) => void;
  readonly reject: (error: unknown) => void;
}

class Reception implements Dispatcher.DispatchHandler {
  readonly #settling: Settling;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #ended: Error | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};

  constructor(settling: Settling, limitMs: number, signal: AbortSignal | undefined) {
    this.#settling = settling;
    this.#timer = setTimeout(() => this.#end(new ExchangeTimeout(limitMs)), limitMs);
    if (signal === undefined) return;
    this.#signal = signal;
    this.#onAbort = () => this.#end(new Error('nobody waits for the answer', { cause: signal.reason }));
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for a connection until nobody waited for its answer.
    if (this.#ended !== undefined) controller.abort(this.#ended);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // Informational responses (RFC 9110 section 15.2) come before the one that answers.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#stopWaiting();
    const [first = nothing, ...rest] = this.#chunks;
    const body = rest.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#settling.resolve(new Received(this.#status, this.#headers, body));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#stopWaiting();
    this.#settling.reject(error);
  }

  #end(reason: Error): void {
    this.#ended = reason;
    this.#stopWaiting();
    this.#settling.reject(reason);
    this.#controller?.abort(reason);
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}

const nothing = Buffer.alloc(0);
