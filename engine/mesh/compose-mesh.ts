import type { DeploymentPlan } from '../kubelet/index.ts';
import type { Service } from '../manifests/index.ts';
import type { MeshConfiguration, MeshEndpoint, MeshListener, MeshSource } from './index.ts';

/** What the mesh needs to know of a pod. */
export interface MeshPod {
  readonly name: string;
  readonly plan: Pick<DeploymentPlan, 'name' | 'labels' | 'serviceAccount' | 'version'>;
  readonly port: number | null;
  /** Ready, and not on its way out. */
  readonly takesRequests: boolean;
  /** By `SERVICE.NAMESPACE`. */
  readonly listeners: ReadonlyMap<string, number>;
}

interface MeshComposition {
  readonly namespace: string;
  readonly adminPort: number;
  readonly allowedHosts: readonly string[];
  readonly hostListeners: readonly { readonly service: string; readonly port: number }[];
  readonly services: readonly Service[];
  readonly pods: readonly MeshPod[];
}

/** The whole configuration of the mesh for the pods as they are now. */
export function composeMesh(composition: MeshComposition): MeshConfiguration {
  const { namespace, adminPort, allowedHosts, hostListeners, services, pods } = composition;
  const fromHost = hostListeners.map(
    ({ service, port }): MeshListener => ({ port, destination: `${service}.${namespace}`, source: null }),
  );
  const fromPods = pods.flatMap((pod): MeshListener[] => {
    const source = sourceOf(pod, namespace);
    return [...pod.listeners].map(([destination, port]) => ({ port, destination, source }));
  });
  return {
    adminPort,
    allowedHosts,
    listeners: [...fromHost, ...fromPods],
    services: services.map((service) => ({
      name: service.metadata.name,
      namespace,
      endpoints: pods.flatMap((pod) => endpointOf(pod, service)),
    })),
  };
}

function sourceOf({ name, plan }: MeshPod, namespace: string): MeshSource {
  return {
    namespace,
    serviceAccount: plan.serviceAccount,
    workload: plan.name,
    version: plan.version,
    pod: name,
  };
}

function endpointOf({ name, plan, port, takesRequests }: MeshPod, service: Service): MeshEndpoint[] {
  const isSelected = Object.entries(service.spec.selector).every(
    ([label, value]) => plan.labels[label] === value,
  );
  if (!takesRequests || port === null || !isSelected) return [];
  const { name: workload, version, serviceAccount } = plan;
  return [{ pod: name, workload, version, serviceAccount, port }];
}
