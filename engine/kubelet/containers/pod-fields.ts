import type { DeploymentPlan } from '../plan-deployment.ts';
import { ownValue } from './resolve-environment.ts';

const nodeName = 'localhost';
const address = '127.0.0.1';

/** What a `fieldRef` says of a pod on this machine. */
export function podField(
  path: string,
  pod: {
    readonly name: string;
    readonly uid: string;
    readonly plan: Pick<DeploymentPlan, 'namespace' | 'serviceAccount' | 'labels' | 'annotations'>;
  },
): string {
  const { name, uid, plan } = pod;
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
  if (key !== undefined) return ownValue(map === 'labels' ? plan.labels : plan.annotations, key) ?? '';
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': name,
    'metadata.namespace': plan.namespace,
    'metadata.uid': uid,
    'spec.serviceAccountName': plan.serviceAccount,
    'spec.nodeName': nodeName,
    'status.podIP': address,
    'status.podIPs': address,
    'status.hostIP': address,
    'status.hostIPs': address,
  };
  return ownValue(fields, path) ?? '';
}
