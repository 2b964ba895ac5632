export interface Load {
  /** Port on 127.0.0.1. */
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The path of every request; the root by default. */
  readonly path?: string;
  /** A connection sends no sooner than this after its request before. */
  readonly spacingMs?: number;
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
