/** A line as it is stored: what is longer than the limit comes in parts. */
export interface SplitLine {
  readonly text: string;
  readonly isPartial: boolean;
}

const longestLineBytes = 64 * 1024;
const newline = 0x0a;

/** Cuts a stream of bytes into lines; bytes of an unfinished line are kept until more of it arrives. */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): SplitLine[] {
    const lines: SplitLine[] = [];
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = bytes.indexOf(newline);
      if (end === -1 || end > longestLineBytes) {
        if (bytes.length <= longestLineBytes) break;
        lines.push({ text: bytes.toString('utf8', 0, longestLineBytes), isPartial: true });
        bytes = bytes.subarray(longestLineBytes);
        continue;
      }
      lines.push({ text: withoutReturn(bytes.toString('utf8', 0, end)), isPartial: false });
      bytes = bytes.subarray(end + 1);
    }
    this.#rest = Buffer.from(bytes);
    return lines;
  }

  /** The last line when it was never ended. */
  end(): SplitLine[] {
    const text = this.#rest.toString('utf8');
    this.#rest = Buffer.alloc(0);
    return text === '' ? [] : [{ text, isPartial: false }];
  }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
