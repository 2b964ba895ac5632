import { connect, type Socket } from 'node:net';
import type { buildConnector } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { MeshEndpoint } from '../mesh-configuration.ts';
import type { Loaded } from './choose-endpoint.ts';

/** A ready pod and the kept-alive connections to it. */
export class UpstreamEndpoint implements Loaded {
  readonly endpoint: MeshEndpoint;
  readonly pool: InstanceType<typeof Pool>;
  #inFlight = 0;
  #isRetired = false;
  #onIdle: (() => void)[] = [];

  constructor(endpoint: MeshEndpoint) {
    this.endpoint = endpoint;
    // Timeouts are the caller's business: it goes away, and the request is broken off with it.
    this.pool = new Pool(`http://127.0.0.1:${endpoint.port}`, {
      connect: connectUpstream(endpoint.port),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Requests sent that have not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

  begin(): void {
    this.#inFlight += 1;
  }

  end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    for (const tell of this.#onIdle.splice(0)) tell();
  }

  whenIdle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** Closes the connections as soon as the requests on them are done; none may be sent any more. */
  retire(): Promise<void> {
    this.#isRetired = true;
    return this.pool.close();
  }
}

/** How the pool of one endpoint opens its connections. */
function connectUpstream(port: number): buildConnector.connector {
  return (_options, callback) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const onError = (error: Error) => callback(error, null);
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      deferWriteErrors(socket);
      callback(null, socket);
    });
  };
}

type Written = (error?: Error | null) => void;

/**
 * A callee that refuses a body early (413) answers and closes while the body is still being sent. The failing write
 * would end the connection before the answer that already lies in its buffer is read, so it is reported only after
 * another look at what can be read.
 */
function deferWriteErrors(socket: Socket): void {
  const { _write: write, _writev: writev } = socket;
  socket._write = (chunk, encoding, written) => write.call(socket, chunk, encoding, deferring(written));
  if (writev !== undefined)
    socket._writev = (chunks, written) => writev.call(socket, chunks, deferring(written));
}

function deferring(written: Written): Written {
  return (error) => {
    // Two turns: the first immediate may run before the poll that would find the answer.
    if (error) setImmediate(() => setImmediate(written, error));
    else written();
  };
}
