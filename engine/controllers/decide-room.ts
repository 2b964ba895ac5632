import type { NodeCapacity } from '../api/objects/node-capacity.ts';
import type { Deployment } from '../schemas/deployment.ts';
import { rolloutBounds, rolloutStrategy } from './deployment/rollout-strategy.ts';
import {
  addUse,
  exceeds,
  type FitDecision,
  formatCpu,
  formatMemory,
  type NodeUse,
  unused,
} from './scheduler/decide-fit.ts';
import { translateRequests } from './scheduler/translate-requests.ts';

type DeploymentShape = Pick<Deployment['spec'], 'replicas' | 'strategy' | 'template'>;

/**
 * Whether all pods of some Deployments have room on the machine together with the largest pod that a rollout of one of
 * them adds; if not, the sum in words.
 */
export function decideRoom(deployments: readonly DeploymentShape[], capacity: NodeCapacity): FitDecision {
  const pods = deployments.map(({ replicas = 1, strategy, template }) => {
    const { maxSurge } = rolloutBounds(rolloutStrategy(strategy === undefined ? {} : { strategy }), replicas);
    return { replicas, hasSurge: replicas > 0 && maxSurge > 0, requests: translateRequests(template.spec) };
  });
  const used = pods.reduce<NodeUse>(
    (sum, { replicas, requests: { cpu, memoryBytes } }) => ({
      cpu: sum.cpu + replicas * cpu,
      memoryBytes: sum.memoryBytes + replicas * memoryBytes,
      pods: sum.pods + replicas,
    }),
    unused,
  );
  const surges = pods.filter(({ hasSurge }) => hasSurge).map(({ requests }) => requests);
  const largest = {
    cpu: Math.max(0, ...surges.map(({ cpu }) => cpu)),
    memoryBytes: Math.max(0, ...surges.map(({ memoryBytes }) => memoryBytes)),
  };
  const all = surges.length === 0 ? used : addUse(used, largest);
  const short = [
    ...(exceeds(all.cpu, capacity.cpu) ? [`cpu ${formatCpu(all.cpu)} of ${formatCpu(capacity.cpu)}`] : []),
    ...(exceeds(all.memoryBytes, capacity.memoryBytes)
      ? [`memory ${formatMemory(all.memoryBytes)} of ${formatMemory(capacity.memoryBytes)}`]
      : []),
    ...(all.pods > capacity.pods ? [`${all.pods} pods of ${capacity.pods}`] : []),
  ];
  if (short.length === 0) return { fits: true };
  const extra = surges.length === 0 ? '' : ' and the one that a rollout adds';
  const message = `The ${used.pods} pods${extra} request more than this machine carries: ${short.join(', ')}.`;
  return { fits: false, message };
}
