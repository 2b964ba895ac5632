const headEnd = Buffer.from('\r\n\r\n');
const lengthPattern = /\r\ncontent-length:[ \t]*(\d+)/i;

/** Finds the ends of HTTP/1.1 responses in the bytes of one connection; supports bodies with a content-length only. */
export class ResponseReader {
  readonly #onResponse: (status: number) => void;
  #head: Buffer = Buffer.alloc(0);
  #bodyLeft = 0;
  #status = 0;

  constructor(onResponse: (status: number) => void) {
    this.#onResponse = onResponse;
  }

  /** Throws a RangeError for a response that it does not support. */
  read(chunk: Buffer): void {
    for (let rest = chunk; rest.length > 0; ) {
      rest = this.#bodyLeft > 0 ? this.#readBody(rest) : this.#readHead(rest);
    }
  }

  #readBody(bytes: Buffer): Buffer {
    const taken = Math.min(this.#bodyLeft, bytes.length);
    this.#bodyLeft -= taken;
    if (this.#bodyLeft === 0) this.#onResponse(this.#status);
    return bytes.subarray(taken);
  }

  #readHead(bytes: Buffer): Buffer {
    const all = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const end = all.indexOf(headEnd);
    if (end < 0) {
      this.#head = all;
      return Buffer.alloc(0);
    }
    this.#head = Buffer.alloc(0);
    const head = all.toString('latin1', 0, end);
    const length = lengthPattern.exec(head)?.[1];
    if (!head.startsWith('HTTP/1.1 ') || length === undefined) {
      throw new RangeError(`not a response with a content-length: ${head}`);
    }
    this.#status = Number(head.slice(9, 12));
    this.#bodyLeft = Number(length);
    if (this.#bodyLeft === 0) this.#onResponse(this.#status);
    return all.subarray(end + headEnd.length);
  }
}
