import type { Stored } from '../api/objects/api-object.ts';
import type { ObjectStore } from '../api/store/object-store.ts';

/** One machine runs one server: that of the Cluster that came first. Null where there is none. */
export function servedCluster(store: Pick<ObjectStore, 'list'>): Stored<'Cluster'> | null {
  return store.list('Cluster')[0] ?? null;
}
