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

/**
 * Enough for a pod that died because its neighbour was a moment later; a fourth start would wait 20 s more for the same
 * end.
 */
const failuresToGiveUp = 3;

/**
 * Ready when every deployment has all its replicas ready; failed when a pod keeps exiting or the deadline has passed.
 */
export function decideStartup(
  deployments: readonly StartupObservation[],
  isPastDeadline: boolean,
): StartupDecision {
  const lagging = deployments.filter((deployment) => deployment.ready < deployment.wanted);
  if (lagging.length === 0) return { outcome: 'ready' };
  // One of each Deployment before the second of any: replicas mostly die of the same thing.
  const unready = lagging
    .flatMap(({ pods }) => pods.filter((pod) => !pod.isReady).map((pod, index) => ({ pod, index })))
    .toSorted((a, b) => a.index - b.index)
    .map(({ pod }) => pod);
  const hopeless = unready.filter((pod) => pod.isFailed || pod.failures >= failuresToGiveUp);
  const [first] = hopeless;
  if (first !== undefined) {
    // What one pod died of is often that its neighbour did: those that exited already are told too.
    const suffering = unready.filter((pod) => pod.failures > 0 && !hopeless.includes(pod));
    return { outcome: 'failed', pod: first.name, reason: describePods([...hopeless, ...suffering]) };
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

/** Each is named; the ends of more than these would not be read. */
const mostTold = 3;

function describePods(pods: readonly StartupPod[]): string {
  const lines = pods.slice(0, mostTold).map(({ name, isFailed, failures, message }) => {
    if (isFailed) return `pod ${name} failed: ${message}`;
    return `pod ${name} exited ${failures} ${failures === 1 ? 'time' : 'times'} before it was ready: ${message}`;
  });
  const others = pods.slice(mostTold).map(({ name }) => name);
  if (others.length > 0) lines.push(`and ${others.length} more: ${others.join(', ')}`);
  return lines.join('\n');
}
