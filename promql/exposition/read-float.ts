const zero = 0x30;
const nine = 0x39;
const dot = 0x2e;
const minus = 0x2d;
const plus = 0x2b;

/** 10 to the power of its place, all of them exact. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** Digits that a double holds exactly. */
const mostExactDigits = 15;

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinite = /^[+-]?inf(?:inity)?$/i;

/**
 * The number that the ASCII text `[start, end)` writes, or `undefined` when it writes none: decimal, `Inf` and `NaN` as Go's `ParseFloat`
 * reads them, without hexadecimal and underscores, and refusing what is too large for a double (as Prometheus' text parser).
 */
export function readFloat(bytes: Uint8Array, start: number, end: number): number | undefined {
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
