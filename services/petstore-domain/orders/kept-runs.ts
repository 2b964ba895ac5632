import type { Happening } from '../testing/create-order-world.ts';

type Story = Happening[][];

/** Runs that once broke an invariant, kept so that they never do again. */
export const keptRuns: readonly Story[] = [];
