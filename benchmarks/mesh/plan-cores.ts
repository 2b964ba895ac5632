/** Which core each part of a measurement keeps to. */
export interface Cores {
  readonly proxy: number;
  readonly callee: number;
  readonly generator: number;
}

/** A core for the proxy alone; where there are three or more, callee and generator do not share one either. Null with one core only. */
export function planCores(count: number): Cores | null {
  if (count < 2) return null;
  return { proxy: 0, callee: 1, generator: count > 2 ? 2 : 1 };
}
