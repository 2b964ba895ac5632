import { type InitContainer, parseQuantity } from '../../manifests/index.ts';

/** The `resources.limits.memory` of a container in bytes; null where it names none. */
export function memoryLimitOf({ resources }: Pick<InitContainer, 'resources'>): number | null {
  const written = resources?.limits?.['memory'];
  return written === undefined ? null : parseQuantity(written);
}

/**
 * In a container Node.js reads the limit from its cgroup and lets its heap grow to half of it; here there is no cgroup,
 * so it is told. https://nodejs.org/docs/latest-v20.x/api/cli.html#--max-old-space-sizesize-in-megabytes
 */
export function heapOptions(limitBytes: number | null): readonly string[] {
  if (limitBytes === null) return [];
  return [`--max-old-space-size=${Math.max(1, Math.floor(limitBytes / 2 / 2 ** 20))}`];
}

/** What a container holds and may hold. */
interface MemoryObservation {
  readonly memoryBytes: number;
  /** Null where its manifest names no limit. */
  readonly limitBytes: number | null;
}

type MemoryDecision = { readonly mustKill: false } | { readonly mustKill: true; readonly reason: string };

/** Whether a container is killed for its memory, as the kernel kills what passes the limit of its cgroup. */
export function decideMemory({ memoryBytes, limitBytes }: MemoryObservation): MemoryDecision {
  if (limitBytes === null || memoryBytes <= limitBytes) return { mustKill: false };
  return {
    mustKill: true,
    reason: `OOMKilled: it held ${mebibytes(memoryBytes)} MiB, its limit is ${mebibytes(limitBytes)} MiB`,
  };
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
