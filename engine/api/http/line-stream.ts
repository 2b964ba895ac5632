import type { ServerResponse } from 'node:http';

/** A reader that does not keep up is let go rather than held in memory. */
const mostBufferedBytes = 8 * 1024 * 1024;

/** A response of lines that has no end of its own. */
export class LineStream {
  readonly #response: ServerResponse;
  #mostBytes = Number.POSITIVE_INFINITY;

  constructor(response: ServerResponse, contentType: string) {
    this.#response = response;
    response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache, private' });
    // The client knows then that it is watching, though nothing happens yet.
    response.flushHeaders();
  }

  /** From now on the reader has to keep up. */
  limit(): void {
    this.#mostBytes = this.#response.writableLength + mostBufferedBytes;
  }

  write(line: string): void {
    if (this.#response.destroyed || this.#response.writableEnded) return;
    if (this.#response.writableLength > this.#mostBytes) this.#response.destroy();
    else this.#response.write(`${line}\n`);
  }
}
