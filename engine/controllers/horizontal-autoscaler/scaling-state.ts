/** A wish as the metrics had it, before anything held it back. */
export interface Recommendation {
  readonly atSeconds: number;
  readonly replicas: number;
}

/** A scaling that was done; `change` is never negative. */
export interface ScaleEvent {
  readonly atSeconds: number;
  readonly change: number;
}

/** What an HPA remembers from one sync to the next. */
export interface ScalingState {
  /** Null before the first sync. */
  readonly recommendations: readonly Recommendation[] | null;
  readonly scaleUps: readonly ScaleEvent[];
  readonly scaleDowns: readonly ScaleEvent[];
}

export const initialScalingState: ScalingState = { recommendations: null, scaleUps: [], scaleDowns: [] };

/**
 * Adds to a memory in the place of the last of its entries that nobody needs any more, as the controller does:
 * an event may so be forgotten that a longer policy of the other direction still asks for.
 */
export function remember<Entry>(
  entries: readonly Entry[],
  entry: Entry,
  isOutdated: (entry: Entry) => boolean,
): readonly Entry[] {
  const outdated = entries.findLastIndex(isOutdated);
  return outdated < 0 ? [...entries, entry] : entries.with(outdated, entry);
}
