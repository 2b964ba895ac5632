import { BlockList, isIP } from 'node:net';
import type { Deployment } from '../../schemas/deployment.ts';
import type { LabelSelector } from '../../schemas/label-selector.ts';
import type { NetworkPeer, NetworkPolicy, NetworkPort } from '../../schemas/network-policy.ts';
import { describeForm } from '../../schemas/text-forms.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import { matchesSelector } from '../match-labels.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { selectedDeployments } from './scaled-deployments.ts';

type IpBlock = NonNullable<NetworkPeer['ipBlock']>;

/** The operator's label of the database's pods. */
const clusterLabel = 'cnpg.io/cluster';

function choosesPods(declared: DeclaredObjects, selector: LabelSelector): boolean {
  const isEverything =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
  const isDatabase = declared.readable.Cluster.some(({ metadata }) =>
    matchesSelector(selector, { [clusterLabel]: metadata.name }),
  );
  return isEverything || isDatabase || selectedDeployments(declared, selector).length > 0;
}

function checkSelector(selector: LabelSelector, path: FieldPath, declared: DeclaredObjects): Finding[] {
  if (choosesPods(declared, selector) || declared.hasUnreadable('Deployment')) return [];
  return [{ path, message: 'matches no pod: write the labels of a template' }];
}

/** An exception is a part of its range, and not the whole. */
function checkExceptions({ cidr, except = [] }: IpBlock, path: FieldPath): Finding[] {
  return except.flatMap((written, index): Finding[] => {
    const [network = '', length] = cidr.split('/');
    const [part = '', partLength] = written.split('/');
    // What is no range at all is told already.
    if ([cidr, written].some((each) => describeForm('address-range', each) !== null)) return [];
    const family = isIP(network);
    const range = new BlockList();
    const kind = family === 4 ? 'ipv4' : 'ipv6';
    range.addSubnet(network, Number(length), kind);
    const isPart = isIP(part) === family && range.check(part, kind) && Number(partLength) > Number(length);
    if (isPart) return [];
    return [{ path: [...path, 'except', index], message: `must be a smaller range inside ${cidr}` }];
  });
}

function checkPeer(peer: NetworkPeer, path: FieldPath, declared: DeclaredObjects): Finding[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (podSelector === undefined && namespaceSelector === undefined && ipBlock === undefined) {
    return [{ path, message: 'must have podSelector, namespaceSelector or ipBlock' }];
  }
  if (ipBlock !== undefined && (podSelector ?? namespaceSelector) !== undefined) {
    return [
      { path: [...path, 'ipBlock'], message: 'cannot stand beside a selector: make it an entry of its own' },
    ];
  }
  if (ipBlock !== undefined) return checkExceptions(ipBlock, [...path, 'ipBlock']);
  // What lies in other namespaces is not in these manifests.
  if (podSelector === undefined || namespaceSelector !== undefined) return [];
  return checkSelector(podSelector, [...path, 'podSelector'], declared);
}

function checkPort(
  { port, endPort }: NetworkPort,
  path: FieldPath,
  deployments: readonly Deployment[],
): Finding[] {
  if (endPort !== undefined && (typeof port !== 'number' || endPort < port)) {
    return [{ path: [...path, 'endPort'], message: 'must follow a number in port and not be less than it' }];
  }
  if (typeof port === 'number' && (port < 1 || port > 65_535)) {
    return [{ path: [...path, 'port'], message: 'must be between 1 and 65535' }];
  }
  if (typeof port !== 'string' || deployments.length === 0) return [];
  const isNamed = deployments.some(({ spec }) =>
    spec.template.spec.containers.some(({ ports = [] }) => ports.some(({ name }) => name === port)),
  );
  return isNamed
    ? []
    : [
        {
          path: [...path, 'port'],
          message: `no selected container has a port ${port}: name one that it has`,
        },
      ];
}

interface Entry {
  readonly peers: readonly NetworkPeer[];
  readonly ports: readonly NetworkPort[];
}

function checkPolicy(object: NetworkPolicy, declared: DeclaredObjects): Finding[] {
  const { podSelector, policyTypes, ingress, egress } = object.spec;
  const deployments = selectedDeployments(declared, podSelector);
  const entries = (direction: 'ingress' | 'egress', all: readonly Entry[]): Finding[] =>
    all.flatMap(({ peers, ports }, index) => {
      const path = ['spec', direction, index];
      const side = direction === 'ingress' ? 'from' : 'to';
      const receivers = direction === 'ingress' ? deployments : [];
      return [
        ...peers.flatMap((peer, position) => checkPeer(peer, [...path, side, position], declared)),
        ...ports.flatMap((port, position) => checkPort(port, [...path, 'ports', position], receivers)),
      ];
    });
  const unlisted = (['Ingress', 'Egress'] as const).flatMap((type) => {
    const field = type === 'Ingress' ? 'ingress' : 'egress';
    if (policyTypes === undefined || policyTypes.includes(type) || object.spec[field] === undefined)
      return [];
    return [{ path: ['spec', field], message: `has no effect: policyTypes lacks ${type}` }];
  });
  return [
    ...checkSelector(podSelector, ['spec', 'podSelector'], declared),
    ...unlisted,
    ...entries(
      'ingress',
      (ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports })),
    ),
    ...entries(
      'egress',
      (egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports })),
    ),
  ];
}

/** Policies select pods that exist, and what they list has an effect. */
export function checkNetworkPolicies(declared: DeclaredObjects): ObjectFinding[] {
  return declared.readable.NetworkPolicy.flatMap((object) =>
    checkPolicy(object, declared).map((finding) => ({ ...finding, object })),
  );
}
