import type { ObjectStore } from '../api/store/object-store.ts';
import { secretValues } from '../manifests/index.ts';
import type { ClusterObjects } from './containers/pod-context.ts';

/** Where the database and the traces are, which no object says. */
export type ClusterAddresses = Pick<ClusterObjects, 'postgresHosts' | 'postgres' | 'otlpPort'>;

/** What the pods of a namespace may refer to, as the objects are at the moment of each question. */
export function storedCluster(
  store: ObjectStore,
  namespace: string,
  addresses: () => ClusterAddresses,
): ClusterObjects {
  return {
    namespace,
    get postgresHosts() {
      return addresses().postgresHosts;
    },
    get postgres() {
      return addresses().postgres;
    },
    get otlpPort() {
      return addresses().otlpPort;
    },
    configMap(name) {
      const found = store.get({ kind: 'ConfigMap', name, namespace });
      return found === undefined ? undefined : (found.data ?? {});
    },
    secret(name) {
      const found = store.get({ kind: 'Secret', name, namespace });
      return found === undefined ? undefined : secretValues(found);
    },
    hasServicePort(serviceAndNamespace, port) {
      const [name = '', of] = serviceAndNamespace.split('.');
      const service = store.get({ kind: 'Service', name, namespace: of });
      return service?.spec.ports.some((each) => each.port === port) ?? false;
    },
  };
}
