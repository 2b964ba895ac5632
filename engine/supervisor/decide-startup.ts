/** What of a deployment and its pods tells whether the system is still on its way up. */
export interface StartupObservation {
  readonly deployment: string;
  readonly wanted: number;
  readonly ready: number;
  readonly pods: readonly StartupPod[];
}

export interface StartupPod {
  readonly name: string;
  readonly isReady: boolean;
  /** Nothing more is tried with it. */
  readonly isFailed: boolean;
  readonly failures: number;
  readonly message: string | null;
}

export type StartupDecision =
  | { readonly outcome: 'ready' }
  | { readonly outcome: 'waiting'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly pod: string | null; readonly reason: string };

/** Enough for a pod that died because its neighbour was a moment later; a fourth start would wait 20 s more for the same end. */
const failuresToGiveUp = 3;

/** Ready when every deployment has all its replicas ready; failed when a pod keeps exiting or the deadline has passed. */
export function decideStartup(
  deployments: readonly StartupObservation[],
  isPastDeadline: boolean,
): StartupDecision {
  const lagging = deployments.filter((deployment) => deployment.ready < deployment.wanted);
  if (lagging.length === 0) return { outcome: 'ready' };
  const unready = lagging.flatMap((deployment) => deployment.pods).filter((pod) => !pod.isReady);
  const failed = unready.find((pod) => pod.isFailed);
  if (failed !== undefined) {
    return { outcome: 'failed', pod: failed.name, reason: `pod ${failed.name} failed: ${failed.message}` };
  }
  const crashing = unready.find((pod) => pod.failures >= failuresToGiveUp);
  if (crashing !== undefined) {
    const reason = `pod ${crashing.name} exited ${crashing.failures} times before it was ready: ${crashing.message}`;
    return { outcome: 'failed', pod: crashing.name, reason };
  }
  const counts = lagging.map(({ deployment, ready, wanted }) => `${deployment} ${ready}/${wanted} ready`);
  if (!isPastDeadline) return { outcome: 'waiting', reason: counts.join(', ') };
  const worst = unready.toSorted((a, b) => b.failures - a.failures)[0];
  const why = worst?.message ? `; ${worst.name}: ${worst.message}` : '';
  return {
    outcome: 'failed',
    pod: worst?.name ?? null,
    reason: `not ready in time: ${counts.join(', ')}${why}`,
  };
}
