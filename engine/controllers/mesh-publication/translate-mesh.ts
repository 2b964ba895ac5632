import type { Stored } from '../../api/objects/api-object.ts';
import { podPortsOf } from '../../api/objects/pod-ports.ts';
import { isReady } from '../../api/objects/pod-status.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import {
  type MeshConfiguration,
  type MeshEndpoint,
  type MeshListener,
  serviceKey,
} from '../../mesh/index.ts';
import { podIdentity } from './pod-identity.ts';

/** What the mesh is told besides the objects. */
export interface MeshSurroundings {
  /** Serves the mesh's own `/metrics`. */
  readonly adminPort: number;
  readonly allowedHosts: readonly string[];
  readonly hostListeners: readonly {
    readonly service: string;
    readonly namespace: string;
    readonly port: number;
  }[];
}

type Objects = Pick<ObjectStore, 'get' | 'list'>;

/**
 * The whole configuration of the mesh for the objects as they are now. An endpoint counts only while its Pod is ready
 * and stays, so that a pod which begins to end gets nothing more even before its Endpoints say so.
 */
export function translateMesh(store: Objects, around: MeshSurroundings): MeshConfiguration {
  const { adminPort, allowedHosts, hostListeners } = around;
  const services = store.list('Service').map((service) => ({
    name: service.metadata.name,
    namespace: namespaceOf(service),
    endpoints: endpointsOf(service, store),
  }));
  const listeners = [
    ...hostListeners.map(
      ({ service, namespace, port }): MeshListener => ({
        port,
        destination: serviceKey({ name: service, namespace }),
        source: null,
      }),
    ),
    ...store.list('Pod').flatMap((pod) => listenersOf(pod, store)),
  ];
  const known = new Set(services.map(serviceKey));
  const claimed = new Set([adminPort]);
  return { adminPort, allowedHosts, services, listeners: listeners.filter(isServable) };

  /** Somebody may have deleted the Service, or edited a pod's annotation; the other listeners are kept. */
  function isServable({ port, destination }: MeshListener): boolean {
    if (!known.has(destination) || claimed.has(port) || port < 1 || port > 65_535) return false;
    claimed.add(port);
    return true;
  }
}

function listenersOf(pod: Stored<'Pod'>, store: Objects): MeshListener[] {
  const source = podIdentity(pod, store);
  const { outbound } = podPortsOf(pod.metadata);
  return Object.entries(outbound).map(([destination, port]) => ({ port, destination, source }));
}

function endpointsOf(service: Stored<'Service'>, store: Objects): MeshEndpoint[] {
  const { name } = service.metadata;
  const endpoints = store.get({ kind: 'Endpoints', name, namespace: namespaceOf(service) });
  const portName = service.spec.ports[0]?.name;
  const byPod = new Map<string, MeshEndpoint>();
  for (const { addresses = [], ports } of endpoints?.subsets ?? []) {
    const port = (ports.find((each) => each.name === portName) ?? ports[0])?.port;
    for (const { targetRef } of addresses) {
      const pod = podOf(targetRef?.name, service, store);
      if (pod === undefined || port === undefined) continue;
      const { workload, version, serviceAccount } = podIdentity(pod, store);
      byPod.set(pod.metadata.name, { pod: pod.metadata.name, workload, version, serviceAccount, port });
    }
  }
  return [...byPod.values()];
}

function podOf(
  name: string | undefined,
  service: Stored<'Service'>,
  store: Objects,
): Stored<'Pod'> | undefined {
  if (name === undefined) return undefined;
  const pod = store.get({ kind: 'Pod', name, namespace: namespaceOf(service) });
  const takesRequests = pod !== undefined && isReady(pod) && pod.metadata.deletionTimestamp === undefined;
  return takesRequests ? pod : undefined;
}

function namespaceOf({ metadata }: Stored<'Service'>): string {
  return metadata.namespace ?? 'default';
}
