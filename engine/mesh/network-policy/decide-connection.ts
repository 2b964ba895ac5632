import { BlockList, isIP } from 'node:net';
import { matchesSelector } from '../../manifests/index.ts';
import {
  type NetworkPeer,
  type NetworkPolicy,
  type NetworkPort,
  type NetworkRule,
  policyTypesOf,
} from './network-policy.ts';

/** One side of a connection: a pod, or an address outside of the cluster. */
export interface ConnectionEnd {
  readonly ip: string;
  /** Null for whoever is no pod. */
  readonly pod: {
    readonly name: string;
    readonly namespace: string;
    readonly namespaceLabels: Readonly<Record<string, string>>;
    readonly labels: Readonly<Record<string, string>>;
  } | null;
}

export interface ConnectionAttempt {
  readonly source: ConnectionEnd;
  readonly destination: ConnectionEnd;
  readonly port: number;
  /** Of the port in the pod that is called; null where it has none. */
  readonly portName: string | null;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

export interface ConnectionDecision {
  readonly isAllowed: boolean;
  readonly reason: string;
}

/** Both ends have to allow it. Only the opening counts: replies belong to a connection that is open. */
export function decideConnection(
  policies: readonly NetworkPolicy[],
  attempt: ConnectionAttempt,
): ConnectionDecision {
  const { source, destination } = attempt;
  if (source.pod !== null && isSamePod(source, destination)) {
    return { isAllowed: true, reason: 'A pod can always reach itself.' };
  }
  const leaving = decideSide(policies, attempt, { type: 'Egress', own: source, other: destination });
  if (!leaving.isAllowed) return leaving;
  const entering = decideSide(policies, attempt, { type: 'Ingress', own: destination, other: source });
  return entering.isAllowed ? { isAllowed: true, reason: `${leaving.reason} ${entering.reason}` } : entering;
}

interface Side {
  readonly type: 'Ingress' | 'Egress';
  readonly own: ConnectionEnd;
  readonly other: ConnectionEnd;
}

/** Policies add up: once one selects a pod, what none of them allows is denied. */
function decideSide(
  policies: readonly NetworkPolicy[],
  attempt: ConnectionAttempt,
  { type, own, other }: Side,
): ConnectionDecision {
  const selecting = policies.filter((policy) => policyTypesOf(policy).includes(type) && selects(policy, own));
  if (selecting.length === 0) return { isAllowed: true, reason: `No policy isolates ${type.toLowerCase()}.` };
  const allowing = selecting.find((policy) =>
    (type === 'Ingress' ? policy.ingress : policy.egress)?.some(
      (rule) => matchPeers(rule, other, policy.namespace) && matchPorts(rule, attempt),
    ),
  );
  if (allowing !== undefined) {
    return {
      isAllowed: true,
      reason: `${allowing.namespace}/${allowing.name} allows ${type.toLowerCase()}.`,
    };
  }
  const names = selecting.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  return { isAllowed: false, reason: `${type} is isolated by ${names}, and none of them allows this.` };
}

function selects({ namespace, podSelector }: NetworkPolicy, { pod }: ConnectionEnd): boolean {
  return pod !== null && pod.namespace === namespace && matchesSelector(podSelector, pod.labels);
}

function isSamePod({ pod: one }: ConnectionEnd, { pod: other }: ConnectionEnd): boolean {
  return one?.name === other?.name && one?.namespace === other?.namespace;
}

function matchPeers({ peers = [] }: NetworkRule, end: ConnectionEnd, policyNamespace: string): boolean {
  return peers.length === 0 || peers.some((peer) => matchPeer(peer, end, policyNamespace));
}

/** Selectors in one entry have both to hold; pods alone are those of the policy's own namespace. */
function matchPeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPeer,
  { ip, pod }: ConnectionEnd,
  policyNamespace: string,
): boolean {
  if (ipBlock !== undefined) {
    return isInBlock(ipBlock.cidr, ip) && !(ipBlock.except ?? []).some((block) => isInBlock(block, ip));
  }
  if (pod === null) return false;
  const isNamespace =
    namespaceSelector === undefined
      ? pod.namespace === policyNamespace
      : matchesSelector(namespaceSelector, pod.namespaceLabels);
  return isNamespace && matchesSelector(podSelector ?? {}, pod.labels);
}

function matchPorts({ ports = [] }: NetworkRule, attempt: ConnectionAttempt): boolean {
  return ports.length === 0 || ports.some((port) => matchPort(port, attempt));
}

function matchPort({ protocol = 'TCP', port, endPort }: NetworkPort, attempt: ConnectionAttempt): boolean {
  if (protocol !== attempt.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return port === attempt.portName;
  return port <= attempt.port && attempt.port <= (endPort ?? port);
}

function isInBlock(cidr: string, ip: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(ip) !== family) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(length), kind);
  return list.check(ip, kind);
}
