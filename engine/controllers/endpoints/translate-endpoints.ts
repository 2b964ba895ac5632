import type { Stored, WrittenObject } from '../../api/objects/api-object.ts';
import { controllerReference } from '../../api/objects/owner-references.ts';
import type { ServedPod } from './decide-endpoints.ts';

type WrittenEndpoints = WrittenObject & { readonly kind: 'Endpoints' };
type WrittenSlice = WrittenObject & { readonly kind: 'EndpointSlice' };

export const sliceLabels = {
  service: 'kubernetes.io/service-name',
  manager: 'endpointslice.kubernetes.io/managed-by',
} as const;

export const sliceManager = 'endpointslice-controller.k8s.io';

/** A terminating pod is not in Endpoints at all; EndpointSlices say that it is terminating. */
export function translateEndpoints(service: Stored<'Service'>, pods: readonly ServedPod[]): WrittenEndpoints {
  const { name, namespace, labels = {} } = service.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
    },
    subsets: pods
      .filter(({ isTerminating }) => !isTerminating)
      .map(({ address, ports, isReady }) => ({
        [isReady ? 'addresses' : 'notReadyAddresses']: [address],
        ports,
      })),
  };
}

export function translateSlice(service: Stored<'Service'>, name: string, pod: ServedPod): WrittenSlice {
  const { namespace, labels = {} } = service.metadata;
  const { address, ports, isReady, isServing, isTerminating } = pod;
  const { ip, ...place } = address;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      generateName: `${service.metadata.name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: {
        ...labels,
        [sliceLabels.service]: service.metadata.name,
        [sliceLabels.manager]: sliceManager,
      },
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: [ip],
        conditions: { ready: isReady, serving: isServing, terminating: isTerminating },
        ...place,
      },
    ],
    ports: ports.map((port) => ({ name: '', ...port })),
  };
}
