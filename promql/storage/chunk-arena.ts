import type { SampleEncoder } from './sample-encoder.ts';

/** One sealed chunk, at the address that `seal` returned. */
interface SealedChunk {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly count: number;
}

interface Slab {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  used: number;
  latestMs: number;
}

/** Start and end (8 bytes each), samples and bytes (2 each). */
const headerBytes = 20;
/** Room for the largest chunk. */
const leastSlabBytes = 8 * 1024;

/**
 * Sealed chunks in the order of sealing, in a few large buffers (slabs): no object for each chunk, and the oldest
 * chunks are evicted a slab at a time.
 */
export class ChunkArena {
  readonly #slabBytes: number;
  /** The slabs that are kept; the first is number `#firstSlab` of all that there ever were. */
  readonly #slabs: Slab[] = [];
  #firstSlab = 0;

  constructor(slabBytes = 256 * 1024) {
    this.#slabBytes = Math.max(slabBytes, leastSlabBytes);
  }

  /** Of all slabs, whether full or not. */
  get bytes(): number {
    return this.#slabs.length * this.#slabBytes;
  }

  /** Chunks below this address are evicted. */
  get firstAddress(): number {
    return this.#firstSlab * this.#slabBytes;
  }

  /** Copies the encoded samples, and returns their address. */
  seal(encoder: SampleEncoder): number {
    const { bytes, length, startMs, lastMs, count } = encoder;
    const slab = this.#slabWith(headerBytes + length);
    const address = (this.#firstSlab + this.#slabs.length - 1) * this.#slabBytes + slab.used;
    const { view, used } = slab;
    view.setFloat64(used, startMs);
    view.setFloat64(used + 8, lastMs);
    view.setUint16(used + 16, count);
    view.setUint16(used + 18, length);
    slab.bytes.set(bytes.subarray(0, length), used + headerBytes);
    slab.used += headerBytes + length;
    slab.latestMs = Math.max(slab.latestMs, lastMs);
    return address;
  }

  /** The chunk at an address not below `firstAddress`. */
  chunkAt(address: number): SealedChunk {
    const slab = this.#slabs[Math.floor(address / this.#slabBytes) - this.#firstSlab];
    if (slab === undefined) throw new RangeError(`there is no chunk at ${address}`);
    const at = address % this.#slabBytes;
    return {
      bytes: slab.bytes,
      offset: at + headerBytes,
      length: slab.view.getUint16(at + 18),
      startMs: slab.view.getFloat64(at),
      endMs: slab.view.getFloat64(at + 8),
      count: slab.view.getUint16(at + 16),
    };
  }

  /** Evicts slabs whose samples are all older than that; keeps the slab that is being filled. */
  forgetBefore(timestampMs: number): void {
    while (this.#slabs.length > 1 && (this.#slabs[0]?.latestMs ?? Infinity) < timestampMs)
      this.#forgetFirst();
  }

  /** Evicts the oldest slabs until at most that many bytes are held; returns the latest evicted time, if any. */
  shrinkTo(mostBytes: number): number | null {
    let lostMs: number | null = null;
    while (this.#slabs.length > 1 && this.bytes > mostBytes) {
      lostMs = Math.max(lostMs ?? -Infinity, this.#slabs[0]?.latestMs ?? -Infinity);
      this.#forgetFirst();
    }
    return lostMs;
  }

  #forgetFirst(): void {
    this.#slabs.shift();
    this.#firstSlab += 1;
  }

  #slabWith(room: number): Slab {
    const last = this.#slabs.at(-1);
    if (last !== undefined && last.used + room <= this.#slabBytes) return last;
    const bytes = new Uint8Array(this.#slabBytes);
    const slab = { bytes, view: new DataView(bytes.buffer), used: 0, latestMs: -Infinity };
    this.#slabs.push(slab);
    return slab;
  }
}
