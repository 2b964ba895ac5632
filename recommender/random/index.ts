/** Seeded random numbers: every result of this package is reproducible. */
export { createSeededRandom, type SeededRandom } from './seeded-random.ts';
