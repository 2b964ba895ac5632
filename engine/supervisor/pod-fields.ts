import type { DeploymentPlan } from './plan-deployment.ts';

const nodeName = 'localhost';
const address = '127.0.0.1';

/** What a `fieldRef` says of a pod on this machine. */
export function podField(
  path: string,
  pod: { readonly name: string; readonly plan: DeploymentPlan },
): string {
  const { name, plan } = pod;
  const label = /^metadata\.labels\['([^']+)'\]$/.exec(path)?.[1];
  if (label !== undefined) return plan.labels[label] ?? '';
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': name,
    'metadata.namespace': plan.namespace,
    'spec.serviceAccountName': plan.serviceAccount,
    'spec.nodeName': nodeName,
    'status.podIP': address,
    'status.hostIP': address,
  };
  return fields[path] ?? '';
}
