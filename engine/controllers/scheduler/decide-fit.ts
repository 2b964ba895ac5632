import type { NodeCapacity } from '../../api/objects/node-capacity.ts';
import type { ResourceRequests } from './translate-requests.ts';

export interface NodeUse {
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly pods: number;
}

export interface NodeObservation {
  readonly capacity: NodeCapacity;
  readonly used: NodeUse;
  /** Nothing new is put on a cordoned node. */
  readonly isCordoned: boolean;
}

export type FitDecision = { readonly fits: true } | { readonly fits: false; readonly message: string };

export const unused: NodeUse = { cpu: 0, memoryBytes: 0, pods: 0 };

export function addUse(used: NodeUse, { cpu, memoryBytes }: ResourceRequests): NodeUse {
  return { cpu: used.cpu + cpu, memoryBytes: used.memoryBytes + memoryBytes, pods: used.pods + 1 };
}

/**
 * Whether the node has room for one more pod; if not, why, in the words of Kubernetes' scheduler, and with the numbers.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/scheduler/framework/plugins/noderesources/fit.go
 */
export function decideFit(
  asked: ResourceRequests,
  { capacity, used, isCordoned }: NodeObservation,
): FitDecision {
  if (isCordoned) {
    return {
      fits: false,
      message: `${none} 1 node(s) were unschedulable. preemption: ${none} 1 Preemption is not helpful for scheduling.`,
    };
  }
  const short = [
    ...(used.pods + 1 > capacity.pods ? ['1 Too many pods'] : []),
    ...(exceeds(used.cpu + asked.cpu, capacity.cpu) ? ['1 Insufficient cpu'] : []),
    ...(exceeds(used.memoryBytes + asked.memoryBytes, capacity.memoryBytes) ? ['1 Insufficient memory'] : []),
  ];
  if (short.length === 0) return { fits: true };
  const verdict = `${none} ${short.join(', ')}. preemption: ${none} 1 No preemption victims found for incoming pod.`;
  return { fits: false, message: `${verdict} ${describeRoom(asked, used, capacity)}` };
}

const none = '0/1 nodes are available:';

/** Sums of decimal fractions are not exact. */
export function exceeds(sum: number, bound: number): boolean {
  return sum > bound * (1 + 1e-9);
}

function describeRoom(asked: ResourceRequests, used: NodeUse, capacity: NodeCapacity): string {
  const wanted = `The pod requests cpu ${formatCpu(asked.cpu)} and memory ${formatMemory(asked.memoryBytes)}`;
  const cpu = `cpu ${formatCpu(used.cpu)} of ${formatCpu(capacity.cpu)}`;
  const memory = `memory ${formatMemory(used.memoryBytes)} of ${formatMemory(capacity.memoryBytes)}`;
  return `${wanted}; ${used.pods} pods of at most ${capacity.pods} request ${cpu} and ${memory}.`;
}

export function formatCpu(cores: number): string {
  const thousandths = Math.round(cores * 1000);
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}

export function formatMemory(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)}Mi`;
}
