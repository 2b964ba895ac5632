export type OutputStream = 'stdout' | 'stderr';

/** An unfinished line longer than this is ended where it is. */
const longestHeldBytes = 64 * 1024;
const newline = 0x0a;
const end = Buffer.from('\n');
const nothing = Buffer.alloc(0);

/**
 * Cuts a stream of bytes at the ends of lines, so that the output of two streams can be stored one behind the other. It
 * looks for the last end alone, whatever number of lines a chunk has.
 */
export class WholeLines {
  #rest: Buffer = nothing;

  /** What can be stored with this chunk, each line with its end; null if no line has ended. */
  push(chunk: Buffer): Buffer | null {
    const whole = chunk.lastIndexOf(newline) + 1;
    // Copied: a chunk is a piece of a larger buffer, which could not be freed.
    if (whole > 0) return this.#take(chunk.subarray(0, whole), Buffer.from(chunk.subarray(whole)));
    const held = Buffer.concat([this.#rest, chunk]);
    if (held.length > longestHeldBytes) return this.#take(Buffer.concat([chunk, end]), nothing);
    this.#rest = held;
    return null;
  }

  /** The last line when it was never ended. */
  end(): Buffer | null {
    return this.#rest.length === 0 ? null : this.#take(end, nothing);
  }

  #take(ending: Buffer, rest: Buffer): Buffer {
    const taken = this.#rest.length === 0 ? ending : Buffer.concat([this.#rest, ending]);
    this.#rest = rest;
    return taken;
  }
}
