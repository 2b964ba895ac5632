/** What a container holds and may hold. */
export interface MemoryObservation {
  readonly memoryBytes: number;
  /** Null where its manifest names no limit. */
  readonly limitBytes: number | null;
}

export type MemoryDecision =
  | { readonly mustKill: false }
  | { readonly mustKill: true; readonly reason: string };

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
