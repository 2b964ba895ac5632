/**
 * A stale marker ends a series. It is the NaN with the bits 0x7ff0000000000002; only copies between typed arrays
 * (`set`, `slice`, `subarray`) are guaranteed to keep those bits, so markers are written and tested in place.
 */
const highWord = 0x7ff00000;
const lowWord = 2;

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const lowIndex = isLittleEndian ? 0 : 1;
const highIndex = 1 - lowIndex;

/**
 * A view of the same memory as 32-bit words, two for each value: create it once, then call `isStaleAt` for many
 * positions.
 */
export function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** Whether the value at `index` is a stale marker; `words` come from `wordsOf`. */
export function isStaleAt(words: Uint32Array, index: number): boolean {
  return words[2 * index + highIndex] === highWord && words[2 * index + lowIndex] === lowWord;
}

/** Writes a stale marker at `index`. */
export function writeStale(values: Float64Array, index: number): void {
  const words = wordsOf(values);
  words[2 * index + highIndex] = highWord;
  words[2 * index + lowIndex] = lowWord;
}
