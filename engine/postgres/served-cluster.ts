import type { Stored } from '../api/objects/api-object.ts';
import type { ObjectStore } from '../api/store/object-store.ts';
import { postgresServiceNames } from './service-names.ts';

/** One machine runs one server: that of the Cluster that came first. Null where there is none. */
export function servedCluster(store: Pick<ObjectStore, 'list'>): Stored<'Cluster'> | null {
  return store.list('Cluster').find(({ metadata }) => metadata.deletionTimestamp === undefined) ?? null;
}

/** The Services of the Cluster that is served, each as `NAME.NAMESPACE`. */
export function servedPostgresHosts(store: Pick<ObjectStore, 'list'>): ReadonlySet<string> {
  const cluster = servedCluster(store);
  if (cluster === null) return new Set();
  const { name, namespace } = cluster.metadata;
  return new Set(postgresServiceNames(name).map((service) => `${service}.${namespace}`));
}
