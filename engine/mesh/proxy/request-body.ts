import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

const lingerMs = 5_000;

/**
 * The caller's body on its way to the callee. Not the request itself: the HTTP client destroys the body of a request
 * that was answered before all of it was read (413), and the caller's connection would go with it, often before it has
 * read the answer.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;
  #hasBegun = false;
  #onBegin: ((hasBegun: boolean) => void) | undefined;

  constructor(request: IncomingMessage) {
    super();
    this.#request = request;
    request.on('data', (chunk: Buffer) => {
      this.#begin();
      if (!this.destroyed && !this.push(chunk)) request.pause();
    });
    request.on('end', () => {
      this.#begin();
      if (!this.destroyed) this.push(null);
    });
  }

  /** Calls back, once, as soon as some of the body has come, or with false when none has for so long. */
  whenBegun(withinMs: number, callback: (hasBegun: boolean) => void): void {
    if (this.#hasBegun) {
      callback(true);
      return;
    }
    const lateness = setTimeout(() => this.#answer(false), withinMs);
    this.#onBegin = (hasBegun) => {
      clearTimeout(lateness);
      callback(hasBegun);
    };
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#answer(true);
  }

  #answer(hasBegun: boolean): void {
    const callback = this.#onBegin;
    this.#onBegin = undefined;
    callback?.(hasBegun);
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#answer(false);
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
