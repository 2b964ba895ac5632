/**
 * How much faster than in a cluster the engine's controllers decide (`up --speed N`). Durations that controllers read
 * from objects are divided where those are translated; timestamps, probes, graces and back-offs stay as they are.
 */
export interface Pace {
  readonly speed: number;
  /** A duration in the same unit. */
  shorten(duration: number): number;
}

export function paceAt(speed: number): Pace {
  return { speed, shorten: (duration) => duration / speed };
}

/** As in a cluster. */
export const clusterPace: Pace = paceAt(1);

const scrapeIntervalMs = 5_000;
const shortestScrapeIntervalMs = 1_000;

/**
 * How often targets are scraped. Five seconds are fine enough to see what happens within ten, which a rehearsal is
 * about, and cost a tenth of a percent of the pods' time.
 */
export function scrapeIntervalAt({ shorten }: Pace): number {
  return Math.max(shortestScrapeIntervalMs, Math.round(shorten(scrapeIntervalMs)));
}
