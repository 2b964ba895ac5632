/** One value in ASN.1's Distinguished Encoding Rules (ITU-T X.690): tag, length, content. */
function encode(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => encode(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => encode(0x31, ...items);
export const octetString = (content: Uint8Array): Buffer => encode(0x04, content);
export const utf8String = (text: string): Buffer => encode(0x0c, Buffer.from(text));
export const trueValue = (): Buffer => encode(0x01, Buffer.from([0xff]));
/** `[number]` around a whole value. */
export const explicit = (number: number, content: Uint8Array): Buffer => encode(0xa0 | number, content);
/** `[number]` in place of the tag of a primitive value. */
export const implicit = (number: number, content: Uint8Array): Buffer => encode(0x80 | number, content);
export const bitString = (content: Uint8Array, unusedBits = 0): Buffer =>
  encode(0x03, Buffer.from([unusedBits]), content);

/** A non-negative integer from its bytes, most significant first; a leading 1 bit would read as a sign. */
export function integer(bytes: Uint8Array): Buffer {
  const isSigned = ((bytes[0] ?? 0) & 0x80) !== 0;
  return encode(0x02, isSigned ? Buffer.from([0]) : Buffer.alloc(0), bytes);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest & 0x7f) | 0x80);
  }
  return digits;
}

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** X.509 writes years before 2050 with two digits, later ones with four (RFC 5280, 4.1.2.5). */
export function time(epochMs: number): Buffer {
  const digits = `${new Date(epochMs).toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`;
  return digits < '2050' ? encode(0x17, Buffer.from(digits.slice(2))) : encode(0x18, Buffer.from(digits));
}
