import type { LabelSelector } from '../../manifests/index.ts';

export interface NetworkPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface NetworkPort {
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  /** A number, or the name of a port of the pod that is called. */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** Absent or empty lists ask for nothing. */
export interface NetworkRule {
  readonly peers?: readonly NetworkPeer[];
  readonly ports?: readonly NetworkPort[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export interface NetworkPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  /** Absent: Ingress, and Egress where there are rules for it. */
  readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly NetworkRule[];
  readonly egress?: readonly NetworkRule[];
}

export function policyTypesOf({ policyTypes, egress }: NetworkPolicy): readonly ('Ingress' | 'Egress')[] {
  return policyTypes ?? ((egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
}
