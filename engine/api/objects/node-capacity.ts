/** The one node of the cluster. */
export const nodeName = 'laptop';

/** What the pods of the node may request together. */
export interface NodeCapacity {
  /** Cores. */
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly pods: number;
}

/** As the kubelet's default `maxPods`. */
const mostPods = 110;

/**
 * More than the machine has: what services of a production manifest request is rarely what they use here, but a sum far
 * beyond the machine only makes everything slow.
 */
export function nodeCapacity(machine: {
  readonly cores: number;
  readonly memoryBytes: number;
}): NodeCapacity {
  return {
    cpu: Math.max(4, 3 * machine.cores),
    memoryBytes: 1.5 * machine.memoryBytes,
    pods: mostPods,
  };
}
