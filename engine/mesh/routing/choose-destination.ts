import type { RouteDestination } from './http-route.ts';

/**
 * One of a route's destinations by their weights; `draw` lies in [0, 1). A single one takes all whatever its weight;
 * of several those without weight get nothing, and nobody is chosen where none has any.
 */
export function chooseDestination(
  destinations: readonly RouteDestination[],
  draw: number,
): RouteDestination | null {
  if (destinations.length === 1) return destinations[0] ?? null;
  const weighted = destinations.filter(({ weight = 0 }) => weight > 0);
  const total = weighted.reduce((sum, { weight = 0 }) => sum + weight, 0);
  let passed = 0;
  for (const destination of weighted) {
    passed += destination.weight ?? 0;
    if (draw * total < passed) return destination;
  }
  return weighted.at(-1) ?? null;
}
