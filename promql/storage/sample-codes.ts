/**
 * How samples stand in a chunk. Each begins with one byte: the upper two bits tell how the time follows, the lower six
 * how the value does. A time is kept as the change of the interval, which is nothing while scrapes are regular; a value
 * as nothing (the same), as a whole step (counters), or as the bytes in which its bits differ from the value before.
 * Runs of both take two bytes for up to 256 samples.
 */
export const timeCode = {
  /** The interval is the one before. */
  regular: 0,
  /** Its change follows, in that many bytes, little endian. */
  byte: 1 << 6,
  short: 2 << 6,
  word: 3 << 6,
} as const;

export const timeMask = 3 << 6;
export const valueMask = 63;

export const valueCode = {
  same: 0,
  /** 1 to 36: bits that differ, `differenceCode` tells which bytes. */
  firstDifference: 1,
  /** Repeats the last integer step. */
  stepAgain: 37,
  /** An integer step, in that many bytes. */
  stepByte: 38,
  stepShort: 39,
  stepWord: 40,
  stale: 41,
  /** A run of samples (the next byte plus one) with the same value, or the same step, at the regular interval. */
  sameRun: 42,
  stepRun: 43,
} as const;

/** By `16 * first + count`: the code for `count` differing bytes from byte `first` on. */
const codes = new Uint8Array(128);
/** By code: the first differing byte, and how many there are. */
export const differenceFirst = new Uint8Array(64);
export const differenceCount = new Uint8Array(64);

let nextCode: number = valueCode.firstDifference;
for (let first = 0; first < 8; first += 1) {
  for (let count = 1; first + count <= 8; count += 1) {
    codes[16 * first + count] = nextCode;
    differenceFirst[nextCode] = first;
    differenceCount[nextCode] = count;
    nextCode += 1;
  }
}

export function differenceCode(first: number, count: number): number {
  return codes[16 * first + count] as number;
}
