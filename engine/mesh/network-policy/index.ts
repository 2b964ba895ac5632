/** Kubernetes' NetworkPolicies: whether one pod may open a connection to another. Pure: filters no packet. */

export { type ConnectionDecision, type ConnectionEnd, decideConnection } from './decide-connection.ts';
export type { NetworkPeer, NetworkPolicy, NetworkPort, NetworkRule } from './network-policy.ts';
