export interface HttpResponse {
  readonly status: number;
  readonly body: Buffer;
  /** Whether the server closes the connection after this response. */
  readonly isLast: boolean;
}

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const lengthPattern = /\r\ncontent-length:[ \t]*(\d+)/i;
const chunkedPattern = /\r\ntransfer-encoding:[ \t]*chunked[ \t]*(\r\n|$)/i;
const closePattern = /\r\nconnection:[ \t]*close/i;
const empty = Buffer.alloc(0);

/**
 * Finds HTTP/1.1 responses in the bytes of one connection (RFC 9112): bodies with a content-length or in chunks, and
 * answers without a body. Not for answers to HEAD, or bodies that end with the connection.
 */
export class ResponseReader {
  readonly #onResponse: (response: HttpResponse) => void;
  #pending: Buffer = empty;
  /** Bytes of `#pending` below which nothing can be complete, so that a long body is joined once. */
  #needed = 0;
  #chunks: Buffer[] = [];
  #waiting = 0;

  constructor(onResponse: (response: HttpResponse) => void) {
    this.#onResponse = onResponse;
  }

  /** Throws a RangeError for a response that it does not support. */
  read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    if (this.#pending.length + this.#waiting < this.#needed) return;
    let rest =
      this.#pending.length === 0 && this.#chunks.length === 1
        ? chunk
        : Buffer.concat([this.#pending, ...this.#chunks]);
    this.#chunks = [];
    this.#waiting = 0;
    this.#needed = 0;
    for (let taken = -1; taken !== 0 && rest.length > 0; rest = rest.subarray(taken))
      taken = this.#take(rest);
    this.#pending = rest;
  }

  /** The length of the first response, which it reports; 0 while the response is incomplete. */
  #take(bytes: Buffer): number {
    const end = bytes.indexOf(headEnd);
    if (end < 0) return 0;
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 ')) throw new RangeError(`not a response of HTTP/1.1: ${head}`);
    const status = Number(head.slice(9, 12));
    const bodyAt = end + headEnd.length;
    // 1xx: the final response follows.
    if (status < 200) return bodyAt;
    const body = this.#bodyAt(bytes, bodyAt, { head, status });
    if (body === null) return 0;
    this.#needed = 0;
    this.#onResponse({ status, body: body.content, isLast: closePattern.test(head) });
    return body.end;
  }

  #bodyAt(bytes: Buffer, at: number, { head, status }: { head: string; status: number }) {
    if (chunkedPattern.test(head)) return readChunks(bytes, at);
    const length = lengthPattern.exec(head)?.[1] ?? (status === 204 || status === 304 ? '0' : undefined);
    if (length === undefined) throw new RangeError(`a response whose body has no length: ${head}`);
    const end = at + Number(length);
    this.#needed = end;
    return bytes.length < end ? null : { content: bytes.subarray(at, end), end };
  }
}

/** A body in chunks (RFC 9112, 7.1) and where it ends; null while it is incomplete. Trailers are skipped. */
function readChunks(bytes: Buffer, from: number): { content: Buffer; end: number } | null {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const sizeEnd = bytes.indexOf(lineEnd, at);
    if (sizeEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, sizeEnd), 16);
    if (Number.isNaN(size)) throw new RangeError('a chunk without its size');
    const dataAt = sizeEnd + lineEnd.length;
    if (size === 0) {
      // Either the empty line follows at once, or trailers do, which end with an empty line.
      if (bytes.length < dataAt + lineEnd.length) return null;
      const hasTrailers = bytes.indexOf(lineEnd, dataAt) !== dataAt;
      const end = hasTrailers ? bytes.indexOf(headEnd, dataAt) + headEnd.length : dataAt + lineEnd.length;
      return end < dataAt + lineEnd.length ? null : { content: Buffer.concat(parts), end };
    }
    at = dataAt + size + lineEnd.length;
    if (bytes.length < at) return null;
    parts.push(bytes.subarray(dataAt, dataAt + size));
  }
}
