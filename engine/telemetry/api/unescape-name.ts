const prefix = 'U__';

/**
 * A label's name as it stands in a URL: what begins with `U__` is escaped, `_HEX_` for a character and `__` for `_`
 * (https://prometheus.io/docs/instrumenting/escaping_schemes/); anything else, and what is escaped wrongly, stands for itself.
 */
export function unescapeName(written: string): string {
  if (!written.startsWith(prefix)) return written;
  const escaped = written.slice(prefix.length);
  const pattern = /__|_([0-9a-fA-F]{1,6})_|([^_])/gy;
  let name = '';
  let end = 0;
  for (const match of escaped.matchAll(pattern)) {
    const [whole, hexadecimal, plain] = match;
    const codePoint = hexadecimal === undefined ? null : Number.parseInt(hexadecimal, 16);
    if (codePoint !== null && !isCharacter(codePoint)) return written;
    name += codePoint === null ? (plain ?? '_') : String.fromCodePoint(codePoint);
    end += whole.length;
  }
  return end === escaped.length ? name : written;
}

function isCharacter(codePoint: number): boolean {
  return codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
}
