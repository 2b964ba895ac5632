const secondsOfUnit: Readonly<Record<string, number>> = {
  y: 365 * 86_400,
  w: 7 * 86_400,
  d: 86_400,
  h: 3_600,
  m: 60,
  s: 1,
  ms: 0.001,
};
const unitsDescending = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/** Milliseconds of a duration such as `1h30m`, units from large to small, each once; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:[0-9]+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  let totalMs = 0;
  let lastUnit = -1;
  for (const [, amount = '', unit = ''] of text.matchAll(/([0-9]+)(ms|[smhdwy])/g)) {
    const index = unitsDescending.indexOf(unit);
    if (index <= lastUnit) return undefined;
    lastUnit = index;
    totalMs += unit === 'ms' ? Number(amount) : Number(amount) * (secondsOfUnit[unit] ?? 0) * 1000;
  }
  return totalMs;
}

/** `90000` as `1m30s`. Years, weeks and days only where nothing smaller remains, as Prometheus prints them. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs === 0) return '0s';
  let rest = Math.abs(durationMs);
  let text = durationMs < 0 ? '-' : '';
  for (const unit of unitsDescending) {
    const unitMs = unit === 'ms' ? 1 : (secondsOfUnit[unit] ?? 0) * 1000;
    const isWhole = unit !== 'y' && unit !== 'w' ? true : rest % unitMs === 0;
    if (!isWhole) continue;
    const amount = Math.floor(rest / unitMs);
    if (amount === 0) continue;
    text += `${amount}${unit}`;
    rest -= amount * unitMs;
  }
  return text;
}

/** A number as the language writes it, `inf` and `nan` in any case; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = /^[+-]/.test(text) ? text.slice(1) : text;
  if (/^inf(?:inity)?$/i.test(digits)) return sign * Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(digits)) return Number.NaN;
  const plain = digits.replaceAll('_', '');
  if (/^0[xX][0-9a-fA-F]+$/.test(plain)) return sign * Number(plain);
  if (/^0[0-7]+$/.test(plain)) return sign * Number.parseInt(plain, 8);
  if (/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(plain)) return sign * Number(plain);
  return undefined;
}

/** A number as Prometheus prints it: Go's shortest form without exponent, `+Inf`, `-Inf`, `NaN`. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', fraction = '', exponentText = ''] = match;
  const exponent = Number(exponentText);
  const digits = first + fraction;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, '0');
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** The text of a quoted literal with Go's escapes, or undefined when one of them is wrong. */
export function unquote(quotedText: string): string | undefined {
  const quote = quotedText.charAt(0);
  const body = quotedText.slice(1, -1);
  if (quote === '`') return body;
  const escapes = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/g;
  let isWrong = false;
  let bytes = false;
  const text = body.replace(escapes, (_, hex, short, long, octal, simple) => {
    if (hex !== undefined || octal !== undefined) {
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal, 8);
      bytes ||= code > 127;
      if (code > 255) isWrong = true;
      return String.fromCharCode(code);
    }
    if (short !== undefined || long !== undefined) {
      const code = Number.parseInt(short ?? long, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) isWrong = true;
      return isWrong ? '' : String.fromCodePoint(code);
    }
    if (
      simpleEscapes[simple] === undefined ||
      (simple === "'" && quote === '"') ||
      (simple === '"' && quote === "'")
    )
      isWrong = true;
    return simpleEscapes[simple] ?? '';
  });
  if (isWrong) return undefined;
  return bytes ? decodeBytes(text) : text;
}

/** `\xc3\xa9` names bytes, not characters. A byte that is no UTF-8 is kept as a lone surrogate, U+DC80 to U+DCFF. */
function decodeBytes(text: string): string {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 256) bytes.push(code);
    else bytes.push(...new TextEncoder().encode(character));
  }
  let decoded = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const character = decodeCharacter(bytes.slice(at, at + length));
    decoded += character ?? String.fromCharCode(0xdc00 + first);
    at += character === undefined ? 1 : length;
  }
  return decoded;
}

function decodeCharacter(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** A literal in double quotes as Go prints it. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll(
    /\\(?:(\\)|u0007|u000b|udc([89a-f][0-9a-f]))/g,
    (all, backslash, byte) => {
      if (backslash !== undefined) return all;
      if (byte !== undefined) return `\\x${byte}`;
      return all.endsWith('7') ? '\\a' : '\\v';
    },
  );
}

/** Any text but the empty one, and none with bytes that are no UTF-8. */
export function isValidLabelName(name: string): boolean {
  return name !== '' && !/\p{Surrogate}/u.test(name);
}

/** Whether a name can stand without quotes as a label. */
export function isPlainLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
}

/** Whether a name can stand without quotes as a metric. */
export function isPlainMetricName(name: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
}
