import type { Lifetime } from '../processes/lifetime.ts';

/** Asks the same again and again, each connection as soon as it has its answer: a closed loop, which finds the most that a proxy can do. */
export interface LoadGenerator {
  readonly name: string;
  run(load: Load, lifetime: Lifetime): Promise<LoadResult>;
}

export interface Load {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Header names and values that every request has. */
  readonly headers: Readonly<Record<string, string>>;
  /** The core that the generator has to stay on; null for wherever the scheduler puts it. */
  readonly core: number | null;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Answers other than 200, and connections that broke. */
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
