export const newline = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const tab = 0x09;
export const hash = 0x23;
export const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const backslash = 0x5c;

/** Why a line cannot be read, for the person who maintains the target. */
export class LineRefused extends Error {}

/** A position in one line of an exposition, which advances as parts of the line are read. */
export class LineCursor {
  readonly bytes: Buffer;
  at = 0;
  end = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves to the line that begins at `start`; returns the start of the next line. */
  enter(start: number): number {
    const found = this.bytes.indexOf(newline, start);
    this.at = start;
    this.end = found < 0 ? this.bytes.length : found;
    return this.end + 1;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  skipBlanks(): void {
    while (this.at < this.end && isBlank(this.bytes[this.at])) this.at += 1;
  }

  /** Skips the single space that OpenMetrics requires between two parts. */
  skipOneSpace(): void {
    if (this.bytes[this.at] !== space || this.isDone) throw new LineRefused('expected one space');
    this.at += 1;
  }

  /** Reads up to the next space or tab. */
  token(): { readonly start: number; readonly end: number } {
    const start = this.at;
    while (this.at < this.end && !isBlank(this.bytes[this.at])) this.at += 1;
    return { start, end: this.at };
  }

  /** Reads name and labels: up to the space after the name, or past the closing brace; one character for each byte. */
  series(): string {
    const start = this.at;
    while (this.at < this.end && !isBlank(this.bytes[this.at]) && this.bytes[this.at] !== openBrace)
      this.at += 1;
    const nameEnd = this.at;
    this.skipBlanks();
    if (this.bytes[this.at] === openBrace && !this.isDone) this.skipBraces();
    else this.at = nameEnd;
    return this.bytes.toString('latin1', start, this.at);
  }

  /** From the opening brace past the closing one; braces in quotes do not count. */
  skipBraces(): void {
    let isQuoted = false;
    for (; this.at < this.end; this.at += 1) {
      const byte = this.bytes[this.at];
      if (isQuoted && byte === backslash) this.at += 1;
      else if (byte === quote) isQuoted = !isQuoted;
      else if (byte === closeBrace && !isQuoted) {
        this.at += 1;
        return;
      }
    }
    this.at = this.end;
    throw new LineRefused(isQuoted ? 'a quoted text is not closed' : 'the braces are not closed');
  }

  /** The rest of the line, one character for each byte. */
  rest(): string {
    return this.bytes.toString('latin1', this.at, this.end);
  }

  text(start: number, end: number): string {
    return this.bytes.toString('latin1', start, end);
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab;
}
