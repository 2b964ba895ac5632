import { randomSlice } from '../random/random-slice.ts';

/** A time-ordered UUID (RFC 9562, version 7) in lower-case text form. */
export function uuidV7(nowMs: number = Date.now()): string {
  const bytes = Buffer.from(randomSlice(16));
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A new id: a prefix such as `ord`, an underscore and a UUIDv7. */
export function prefixedId(prefix: string, nowMs?: number): string {
  return `${prefix}_${uuidV7(nowMs)}`;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID of any version. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}
