import { createHash } from 'node:crypto';

/**
 * Whether the records of a correlation id are kept when only a share (0 to 1) of all are. Every service decides alike, so a journey is
 * recorded as a whole or not at all.
 */
export function isInShare(correlationId: string, share: number): boolean {
  if (share >= 1) return true;
  const hash = createHash('sha256').update(correlationId).digest().readUInt32BE(0);
  return hash / 2 ** 32 < share;
}
