import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4_096);
let offset = pool.length;

/** Random bytes of the system, drawn many at a time: one draw costs as much for sixteen as for thousands. Copy what is to be kept. */
export function randomSlice(size: number): Buffer {
  if (offset + size > pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  offset += size;
  return pool.subarray(offset - size, offset);
}
