import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4_096);
let offset = pool.length;

/**
 * Cryptographic random bytes, drawn in blocks: drawing sixteen costs as much as drawing thousands. The buffer is
 * reused, so copy what is kept.
 */
export function randomSlice(size: number): Buffer {
  if (offset + size > pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  offset += size;
  return pool.subarray(offset - size, offset);
}
