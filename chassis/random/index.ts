/**
 * Seeded randomness: the same choices for the same seed, in tests, seeds of data and simulations. Never for secrets.
 */
export { hashText, pickOne, randomInteger, seededRandom, shuffled } from './seeded-random.ts';
