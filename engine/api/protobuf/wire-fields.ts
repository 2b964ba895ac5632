import { apiErrors } from '../errors.ts';

/** A number, or the bytes of a text or a message. */
export type WireValue = bigint | Buffer;

export interface WireField {
  readonly number: number;
  readonly value: WireValue;
}

/**
 * The fields of a message, in the order in which they come. Throws `request-invalid`.
 * https://protobuf.dev/programming-guides/encoding/
 */
export function* wireFields(bytes: Buffer): Generator<WireField> {
  let at = 0;
  const readVarint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw malformed();
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw malformed();
  };
  while (at < bytes.length) {
    const key = Number(readVarint());
    const number = Math.floor(key / 8);
    if (key % 8 === 0) {
      yield { number, value: readVarint() };
      continue;
    }
    // No object of Kubernetes has fields of a fixed width.
    if (key % 8 !== 2) throw malformed();
    const length = Number(readVarint());
    if (length > bytes.length - at) throw malformed();
    yield { number, value: bytes.subarray(at, at + length) };
    at += length;
  }
}

export function malformed() {
  return apiErrors.create('request-invalid', {
    message: 'the body of the request is not an object in protobuf',
  });
}
