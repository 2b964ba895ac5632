import type { Stored } from '../../api/objects/api-object.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import type { ClusterObjects } from '../../kubelet/index.ts';
import { secretValues } from '../../manifests/index.ts';
import { postgresServiceNames, servedCluster } from '../../postgres/index.ts';

interface StoredObjectsOptions {
  readonly store: Pick<ObjectStore, 'get' | 'list'>;
  /** The server of the Cluster that is served; null while none is. */
  readonly postgres: () => ClusterObjects['postgres'];
  readonly otlpPort: number;
}

/** What the pods of a namespace may refer to, as the store has it at the moment of each question. */
export function storedObjects(namespace: string, options: StoredObjectsOptions): ClusterObjects {
  const { store, postgres, otlpPort } = options;
  return {
    namespace,
    otlpPort,
    configMap: (name) => {
      const found = store.get({ kind: 'ConfigMap', name, namespace });
      return found === undefined ? undefined : (found.data ?? {});
    },
    secret: (name) => {
      const found = store.get({ kind: 'Secret', name, namespace });
      return found === undefined ? undefined : secretValues(found);
    },
    hasServicePort: (serviceAndNamespace, port) => {
      const [name = '', of] = serviceAndNamespace.split('.');
      const service = store.get({ kind: 'Service', name, namespace: of });
      return service?.spec.ports.some((each) => each.port === port) ?? false;
    },
    get postgresHosts() {
      return hostsOf(servedCluster(store));
    },
    get postgres() {
      return postgres();
    },
  };
}

function hostsOf(cluster: Stored<'Cluster'> | null): ReadonlySet<string> {
  if (cluster === null) return new Set();
  const { name, namespace } = cluster.metadata;
  return new Set(postgresServiceNames(name).map((service) => `${service}.${namespace}`));
}
