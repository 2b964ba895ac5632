import type { ExposedExemplar, ExposedSample, ExpositionFormat } from './exposition-reader.ts';
import { hash, type LineCursor, LineRefused, openBrace, space } from './line-cursor.ts';
import { parseExemplarLabels } from './parse-series.ts';

const zero = 0x30;

const nine = 0x39;

const dot = 0x2e;

const minus = 0x2d;

const plus = 0x2b;

/** Exact powers of 10, by exponent. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** Digits that a double holds exactly. */
const mostExactDigits = 15;

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const infinite = /^[+-]?inf(?:inity)?$/i;

/** Milliseconds of a date that JavaScript can hold. */
const furthestMs = 8.64e15;

/** The sample line that was read last; the object is reused. */
export class SampleLine implements ExposedSample {
  series = '';
  value = 0;
  timestampMs: number | null = null;
  exemplar: ExposedExemplar | null = null;
  line = 0;
  readonly #cursor: LineCursor;
  readonly #isStrict: boolean;

  constructor(cursor: LineCursor, format: ExpositionFormat) {
    this.#cursor = cursor;
    this.#isStrict = format === 'openmetrics';
  }

  /** Reads the line at the cursor; throws `LineRefused`. */
  read(line: number): void {
    const cursor = this.#cursor;
    this.line = line;
    this.exemplar = null;
    this.timestampMs = null;
    this.series = cursor.series();
    this.#separate();
    this.value = this.#number('value');
    if (this.#hasMore()) this.timestampMs = this.#timestamp();
    if (this.#isStrict && this.#hasMore()) this.exemplar = this.#readExemplar();
    if (!this.#isStrict) cursor.skipBlanks();
    if (!cursor.isDone) throw new LineRefused(`unexpected ${JSON.stringify(cursor.rest().slice(0, 40))}`);
  }

  #separate(): void {
    if (this.#isStrict) this.#cursor.skipOneSpace();
    else this.#cursor.skipBlanks();
  }

  /** Whether another part follows that is not an exemplar; skips the space before it. */
  #hasMore(): boolean {
    const cursor = this.#cursor;
    if (!this.#isStrict) {
      cursor.skipBlanks();
      return !cursor.isDone;
    }
    return !cursor.isDone && cursor.bytes[cursor.at] === space;
  }

  #timestamp(): number | null {
    const cursor = this.#cursor;
    if (this.#isStrict) {
      if (cursor.bytes[cursor.at + 1] === hash) return null;
      cursor.skipOneSpace();
      return this.#seconds();
    }
    const { start, end } = cursor.token();
    const text = cursor.text(start, end);
    const timestamp = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(timestamp)) return timestamp;
    throw new LineRefused(`the timestamp is no whole number of milliseconds: ${JSON.stringify(text)}`);
  }

  #seconds(): number {
    const milliseconds = Math.trunc(this.#number('timestamp') * 1_000);
    if (Math.abs(milliseconds) <= furthestMs) return milliseconds;
    throw new LineRefused('the timestamp is no time');
  }

  #number(what: string): number {
    const { start, end } = this.#cursor.token();
    const value = readFloat(this.#cursor.bytes, start, end);
    if (value !== undefined) return value;
    const written = this.#cursor.text(start, Math.min(end, start + 40));
    throw new LineRefused(
      start === end ? `the ${what} is missing` : `the ${what} is no number: ${JSON.stringify(written)}`,
    );
  }

  #readExemplar(): ExposedExemplar {
    const cursor = this.#cursor;
    cursor.skipOneSpace();
    if (cursor.bytes[cursor.at] !== hash)
      throw new LineRefused('expected the end of the line or # and an exemplar');
    cursor.at += 1;
    cursor.skipOneSpace();
    const start = cursor.at;
    if (cursor.bytes[start] !== openBrace) throw new LineRefused("expected the exemplar's labels in braces");
    cursor.skipBraces();
    const parsed = parseExemplarLabels(cursor.text(start, cursor.at));
    if ('message' in parsed) throw new LineRefused(`in the exemplar, ${parsed.message}`);
    cursor.skipOneSpace();
    const value = this.#number("exemplar's value");
    let timestampMs: number | null = null;
    if (!cursor.isDone) {
      cursor.skipOneSpace();
      timestampMs = this.#seconds();
    }
    return { labels: parsed.labels, value, timestampMs };
  }
}

/**
 * The number in the ASCII text `[start, end)`, or `undefined` when it is none: decimal, `Inf` and `NaN` as Go's
 * `ParseFloat` reads them, without hexadecimal and underscores; refuses numbers too large for a double, as Prometheus
 * does.
 */
function readFloat(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  const first = bytes[at];
  const isNegative = first === minus;
  if (isNegative || first === plus) at += 1;
  let mantissa = 0;
  let digits = 0;
  let fraction = -1;
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= zero && byte <= nine) {
      mantissa = mantissa * 10 + (byte - zero);
      digits += 1;
      if (fraction >= 0) fraction += 1;
    } else if (byte === dot && fraction < 0) fraction = 0;
    else return readSlowly(bytes, start, end);
  }
  // Mantissa and power are exact, so one division rounds as the whole conversion would (Clinger's fast path).
  if (digits === 0 || digits > mostExactDigits) return readSlowly(bytes, start, end);
  const magnitude = fraction > 0 ? mantissa / (powersOfTen[fraction] as number) : mantissa;
  return isNegative ? -magnitude : magnitude;
}

function readSlowly(bytes: Uint8Array, start: number, end: number): number | undefined {
  const text = asciiOf(bytes, start, end);
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (infinite.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return text.toLowerCase() === 'nan' ? Number.NaN : undefined;
}

function asciiOf(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 400)));
}
