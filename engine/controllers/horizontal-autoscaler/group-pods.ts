/** A pod that the scale target's selector matches; times are seconds on the observer's clock. */
export interface ObservedPod {
  readonly name: string;
  /** Of all its containers; null where one of them has none. */
  readonly requestMilli: number | null;
  readonly phase: string;
  /** Status of the Ready condition; null where there is no such condition. */
  readonly ready: 'True' | 'False' | 'Unknown' | null;
  readonly startSeconds: number | null;
  /** When the Ready condition last changed. */
  readonly readyTransitionSeconds: number | null;
  readonly isDeleting: boolean;
}

/** One sample of a pod: summed over its containers, taken over the window before its time. */
export interface MetricReading {
  readonly valueMilli: number;
  readonly atSeconds: number;
  readonly windowSeconds: number;
}

export interface ReadinessRules {
  readonly nowSeconds: number;
  readonly cpuInitializationPeriodSeconds: number;
  readonly initialReadinessDelaySeconds: number;
}

export interface PodGroups {
  readonly readyCount: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

type Group = 'ready' | 'unready' | 'missing' | 'ignored';

/**
 * Who counts for a metric: the first rule that holds decides. `readiness` is null of metrics other than the CPU
 * resource, which do not ask whether a pod is ready (kubernetes pkg/controller/podautoscaler/replica_calculator.go).
 */
export function groupPods(
  pods: readonly ObservedPod[],
  readings: ReadonlyMap<string, MetricReading>,
  readiness: ReadinessRules | null,
): PodGroups {
  const names: Record<Group, string[]> = { ready: [], unready: [], missing: [], ignored: [] };
  for (const pod of pods) names[groupOf(pod, readings.get(pod.name), readiness)].push(pod.name);
  const { ready, unready, missing, ignored } = names;
  return { readyCount: ready.length, unready, missing, ignored };
}

function groupOf(
  pod: ObservedPod,
  reading: MetricReading | undefined,
  readiness: ReadinessRules | null,
): Group {
  if (pod.isDeleting || pod.phase === 'Failed') return 'ignored';
  if (pod.phase === 'Pending') return 'unready';
  if (reading === undefined) return 'missing';
  return readiness !== null && isUnready(pod, reading, readiness) ? 'unready' : 'ready';
}

function isUnready(pod: ObservedPod, reading: MetricReading, rules: ReadinessRules): boolean {
  const { ready, startSeconds, readyTransitionSeconds } = pod;
  if (ready === null || startSeconds === null) return true;
  const changedAt = readyTransitionSeconds ?? Number.NEGATIVE_INFINITY;
  const isInitializing = startSeconds + rules.cpuInitializationPeriodSeconds > rules.nowSeconds;
  if (isInitializing) return ready === 'False' || reading.atSeconds < changedAt + reading.windowSeconds;
  return ready === 'False' && startSeconds + rules.initialReadinessDelaySeconds > changedAt;
}
