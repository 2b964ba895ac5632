import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

const lingerMs = 5_000;

/**
 * The caller's body on its way to the callee. Not the request itself: the HTTP client destroys the body of a request that was
 * answered before all of it was read (413), and the caller's connection would go with it, often before it has read the answer.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    super();
    this.#request = request;
    request.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) request.pause();
    });
    request.on('end', () => {
      if (!this.destroyed) this.push(null);
    });
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.#request.complete) discardRest(this.#request);
    callback(error);
  }
}

/** Reads on without use, so that the caller gets to read its answer, but not for ever. */
export function discardRest(request: IncomingMessage): void {
  request.resume();
  const { socket } = request;
  const lingering = setTimeout(() => socket.destroy(), lingerMs).unref();
  const done = () => clearTimeout(lingering);
  request.once('end', done).once('close', done);
}
