import type { Resources } from './resource-amount.ts';

/** Of one container; an amount that is absent or 0 bounds nothing. */
export interface ResourcePolicy {
  readonly minAllowed?: Partial<Resources>;
  readonly maxAllowed?: Partial<Resources>;
}

/** Up to the least, then down to the most: where they contradict each other the most holds. */
export function applyPolicy(
  { cpuMillicores, memoryBytes }: Resources,
  { minAllowed = {}, maxAllowed = {} }: ResourcePolicy,
): Resources {
  const bound = (amount: number, name: keyof Resources) => {
    const raised = Math.max(amount, minAllowed[name] ?? 0);
    const most = maxAllowed[name] ?? 0;
    return most > 0 ? Math.min(raised, most) : raised;
  };
  return {
    cpuMillicores: bound(cpuMillicores, 'cpuMillicores'),
    memoryBytes: bound(memoryBytes, 'memoryBytes'),
  };
}
