/** What a pod used, as metrics-server tells it. */
export interface PodUsage {
  readonly namespace: string;
  readonly name: string;
  /** End of the window. */
  readonly timestampMs: number;
  /** The CPU time is a mean over so long. */
  readonly windowSeconds: number;
  readonly containers: readonly ContainerUsage[];
}

export interface ContainerUsage {
  readonly name: string;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/** The usage of the pods that run; a pod of which a container has not been measured twice has none. */
export interface PodMetrics {
  of(namespace: string, name: string): PodUsage | null;
  /** Of all namespaces where none is named. */
  list(namespace?: string): readonly PodUsage[];
}

/** What one container used up to a moment. */
export interface ContainerSample {
  readonly name: string;
  readonly timestampMs: number;
  readonly windowMs: number;
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/**
 * The usage of a pod from that of its containers; null where one is missing. The oldest sample dates the pod.
 * https://github.com/kubernetes-sigs/metrics-server/blob/v0.8.0/pkg/storage/pod.go
 */
export function composePodUsage(
  pod: { readonly namespace: string; readonly name: string },
  samples: readonly (ContainerSample | null)[],
): PodUsage | null {
  const known = samples.filter((sample) => sample !== null);
  const [oldest] = known.toSorted((a, b) => a.timestampMs - b.timestampMs);
  if (oldest === undefined || known.length < samples.length) return null;
  return {
    namespace: pod.namespace,
    name: pod.name,
    timestampMs: oldest.timestampMs,
    windowSeconds: oldest.windowMs / 1000,
    containers: known.map(({ name, cpuMillicores, memoryBytes }) => ({ name, cpuMillicores, memoryBytes })),
  };
}
