import { parseQuantity } from '../../manifests/parse-quantity.ts';
import type { PodSpec } from '../../schemas/pod.ts';

/** What a pod asks of its node: cores and bytes. */
export interface ResourceRequests {
  readonly cpu: number;
  readonly memoryBytes: number;
}

type Resources = PodSpec['containers'][number]['resources'];

/**
 * What the containers ask together, or the init container that asks most, which runs before them; the overhead comes on
 * top. https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function translateRequests({
  containers,
  initContainers = [],
  overhead = {},
}: PodSpec): ResourceRequests {
  const sumOf = (resource: string) => {
    const together = containers.reduce((sum, { resources }) => sum + requestOf(resources, resource), 0);
    const first = initContainers.map(({ resources }) => requestOf(resources, resource));
    return Math.max(together, ...first) + quantity(overhead[resource]);
  };
  return { cpu: sumOf('cpu'), memoryBytes: sumOf('memory') };
}

/** A limit is a request where none is written. */
function requestOf(resources: Resources, resource: string): number {
  return quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource]);
}

function quantity(written: number | string | undefined): number {
  return written === undefined ? 0 : (parseQuantity(written) ?? 0);
}
