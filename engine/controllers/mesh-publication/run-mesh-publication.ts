import { isAppError } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import { podPortsOf } from '../../api/objects/pod-ports.ts';
import { isReady } from '../../api/objects/pod-status.ts';
import type { ObjectChange, ObjectStore } from '../../api/store/object-store.ts';
import type { Mesh } from '../../mesh/index.ts';
import { MeshPublication } from '../../mesh/mesh-publication.ts';
import { type Controller, Reconciler } from '../reconciler.ts';
import type { HostPorts } from './host-ports.ts';
import { type MeshSurroundings, translateMesh } from './translate-mesh.ts';

interface MeshPublisherOptions {
  readonly store: ObjectStore;
  readonly mesh: () => Pick<Mesh, 'apply'>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  /** Asked anew for each configuration. */
  readonly surroundings: () => MeshSurroundings;
  /** Ports of this machine that come and go with Services, besides those of the surroundings. */
  readonly hostPorts?: HostPorts;
}

/** Keeps the mesh as Services, Endpoints and Pods say. */
export interface MeshPublisher extends Controller {
  /** Resolves when the mesh follows what was in the store at this call; rejects when it refuses that. */
  publish(): Promise<void>;
}

const everything = ['mesh'];

export function runMeshPublication(options: MeshPublisherOptions): MeshPublisher {
  const { store, mesh, clock, logger, surroundings, hostPorts } = options;
  const publication = new MeshPublication({
    mesh,
    clock,
    compose: () => {
      const around = surroundings();
      const hostListeners = [...around.hostListeners, ...(hostPorts?.opened ?? [])];
      return translateMesh(store, { ...around, hostListeners });
    },
  });
  const publish = async () => {
    try {
      await publication.publish();
    } catch (error) {
      if (!losesHostPort(error, hostPorts)) throw error;
      await publication.publish();
    }
  };
  const reconciler = new Reconciler({
    name: 'mesh publication',
    store,
    clock,
    logger,
    keysOf: (change) => (concernsMesh(change) ? everything : []),
    reconcile: async () => {
      await hostPorts?.update();
      await publish();
    },
  });
  return { start: () => reconciler.start(), stop: () => reconciler.stop(), publish };
}

/** What another process took on this machine since it was looked at must not keep the mesh from following. */
function losesHostPort(error: unknown, hostPorts: HostPorts | undefined): boolean {
  if (!isAppError(error) || error.code !== 'mesh-port-taken') return false;
  const { ports } = error.details;
  return Array.isArray(ports) && hostPorts?.lose(ports) === true;
}

/** Pods report more often than the mesh has to know. */
function concernsMesh({ type, object, previous }: ObjectChange): boolean {
  switch (object.kind) {
    case 'Service':
    case 'Endpoints':
      return true;
    case 'Pod':
      return type !== 'MODIFIED' || previous?.kind !== 'Pod' || podFacts(object) !== podFacts(previous);
    default:
      return false;
  }
}

function podFacts(pod: Stored<'Pod'>): string {
  const { labels, deletionTimestamp } = pod.metadata;
  return JSON.stringify([isReady(pod), deletionTimestamp, labels, podPortsOf(pod.metadata).outbound]);
}
