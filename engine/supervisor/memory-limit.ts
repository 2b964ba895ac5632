import { type InitContainer, parseQuantity } from '../manifests/index.ts';

/** The `resources.limits.memory` of a container in bytes; null where it names none. */
export function memoryLimitOf({ resources }: Pick<InitContainer, 'resources'>): number | null {
  const written = resources?.limits?.['memory'];
  return written === undefined ? null : parseQuantity(written);
}

/**
 * In a container Node.js reads the limit from its cgroup and lets its heap grow to half of it; here there is no cgroup, so it is told.
 * https://nodejs.org/docs/latest-v20.x/api/cli.html#--max-old-space-sizesize-in-megabytes
 */
export function heapOptions(limitBytes: number | null): readonly string[] {
  if (limitBytes === null) return [];
  return [`--max-old-space-size=${Math.max(1, Math.floor(limitBytes / 2 / 2 ** 20))}`];
}
