/** Seeded randomness: every draw of this package can be made again. */
export { createSeededRandom, type SeededRandom } from './seeded-random.ts';
