import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { ObjectMetadata } from '../../api/objects/api-object.ts';
import { keyOf } from '../../api/store/object-key.ts';
import type { ObjectChange, ObjectStore } from '../../api/store/object-store.ts';
import { type Controller, Reconciler } from '../reconciler.ts';
import { type Collection, decideCollection } from './decide-collection.ts';

interface GarbageCollectorOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error' | 'debug'>;
}

/** Looks at all objects together: a look costs less than keeping a graph of them up to date. */
const allObjects = 'objects';

/** Deletes objects whose owners are gone, and ends deletions that wait for what an object owns. */
export function createGarbageCollector(options: GarbageCollectorOptions): Controller {
  const { store, clock, logger } = options;
  return new Reconciler({
    name: 'garbage-collector',
    store,
    clock,
    logger,
    keysOf: (change) => (concernsOwners(change) ? [allObjects] : []),
    reconcile: () => {
      for (const collection of decideCollection(store.all())) collect(collection, options);
    },
  });
}

/** The many changes of status are none of its business. */
function concernsOwners({ type, object, previous }: ObjectChange): boolean {
  if (object.kind === 'Event') return false;
  if (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined) return true;
  const { ownerReferences } = object.metadata;
  return ownerReferences !== undefined && ownerReferences !== previous?.metadata.ownerReferences;
}

/** Each is looked up again: an earlier step may have ended it. */
function collect(collection: Collection, { store, logger }: GarbageCollectorOptions): void {
  const { object, reason } = collection;
  const key = keyOf(object);
  const current = store.get(key);
  if (current?.metadata.uid !== object.metadata.uid) return;
  logger.debug({ ...key, do: collection.do }, `${key.kind} ${key.name}: ${collection.do}, because ${reason}`);
  if (collection.do === 'delete') {
    store.delete(key, { propagationPolicy: collection.propagationPolicy });
    return;
  }
  store.edit(key, (edited) => ({ ...edited, metadata: changeMetadata(edited.metadata, collection) }));
}

function changeMetadata(metadata: ObjectMetadata, collection: Collection): ObjectMetadata {
  const { ownerReferences = [], finalizers = [] } = metadata;
  switch (collection.do) {
    case 'disown': {
      const left = ownerReferences.filter(({ uid }) => !collection.owners.has(uid));
      return { ...metadata, ownerReferences: left };
    }
    case 'unblock': {
      const unblocked = ownerReferences.map((reference) => ({ ...reference, blockOwnerDeletion: false }));
      return { ...metadata, ownerReferences: unblocked };
    }
    case 'release':
      return { ...metadata, finalizers: finalizers.filter((name) => name !== collection.finalizer) };
    case 'delete':
      return metadata;
  }
}
