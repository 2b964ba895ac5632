import { nodeName } from '../../api/objects/node-capacity.ts';
import { ownValue } from './resolve-environment.ts';

/** Of the node and of every pod on it. */
export const nodeAddress = '127.0.0.1';

/** What a pod can be told of itself. */
export interface PodIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a `fieldRef` says of a pod on this machine. */
export function podField(path: string, pod: PodIdentity): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
  if (key !== undefined) return ownValue(map === 'labels' ? pod.labels : pod.annotations, key) ?? '';
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'metadata.uid': pod.uid,
    'spec.serviceAccountName': pod.serviceAccount,
    'spec.nodeName': nodeName,
    'status.podIP': nodeAddress,
    'status.podIPs': nodeAddress,
    'status.hostIP': nodeAddress,
    'status.hostIPs': nodeAddress,
  };
  return ownValue(fields, path) ?? '';
}
