import type { Load, LoadResult } from '@petstore/shoppers/load';
import type { Lifetime } from '../processes/lifetime.ts';

/**
 * Closed-loop load: each connection sends the next request as soon as it has a response. Finds the maximum throughput.
 */
export interface LoadGenerator {
  readonly name: string;
  run(load: PinnedLoad, lifetime: Lifetime): Promise<LoadResult>;
}

interface PinnedLoad extends Load {
  /** Core to pin the generator to; null leaves it to the scheduler. */
  readonly core: number | null;
}
