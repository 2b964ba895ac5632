/** A random number generator that yields the same stream for the same seed. */
export interface SeededRandom {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** Shuffles in place (Fisher-Yates). */
  shuffle<List extends { length: number; [index: number]: number }>(list: List): List;
}

/** SFC32 (Doty-Humphrey), seeded by a 32-bit number. */
export function createSeededRandom(seed: number): SeededRandom {
  const next = sfc32(seed);
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle(list) {
      for (let last = list.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        const kept = list[last] ?? 0;
        list[last] = list[other] ?? 0;
        list[other] = kept;
      }
      return list;
    },
  };
}

const warmUp = 12;

function sfc32(seed: number): () => number {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < warmUp; round += 1) next();
  return next;
}
