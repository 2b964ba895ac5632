import type { Lifetime } from '../processes/lifetime.ts';

/**
 * Closed-loop load: each connection sends the next request as soon as it has a response. Finds the maximum throughput.
 */
export interface LoadGenerator {
  readonly name: string;
  run(load: Load, lifetime: Lifetime): Promise<LoadResult>;
}

export interface Load {
  /** Port on 127.0.0.1. */
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Core to pin the generator to; null leaves it to the scheduler. */
  readonly core: number | null;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Responses with a status other than 200, and broken connections. */
  readonly failures: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function isLoadResult(value: unknown): value is LoadResult {
  if (typeof value !== 'object' || value === null) return false;
  const figures: Partial<Record<keyof LoadResult, unknown>> = value;
  const names = ['requests', 'seconds', 'failures', 'p50Ms', 'p99Ms'] as const;
  return names.every((name) => Number.isFinite(figures[name]));
}
