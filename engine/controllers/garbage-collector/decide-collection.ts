import type { OwnerReference, Stored } from '../../api/objects/api-object.ts';
import { isStoredKind, resourceOf } from '../../api/objects/resources.ts';
import { foregroundFinalizer, orphanFinalizer } from '../../api/store/decide-deletion.ts';

/** What is to be done to one object, and why it is. */
export type Collection = { readonly object: Stored; readonly reason: string } & (
  | { readonly do: 'delete'; readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan' }
  | { readonly do: 'disown'; readonly owners: ReadonlySet<string> }
  | { readonly do: 'unblock' }
  | { readonly do: 'release'; readonly finalizer: string }
);

/** Who owns whom. */
interface Ownership {
  readonly byUid: ReadonlyMap<string, Stored>;
  readonly dependents: ReadonlyMap<string, readonly Stored[]>;
}

/**
 * Deletes what nobody owns any more, and lets go what was deleted with its dependents, or without them, when they are
 * gone or disowned. What follows from these steps is decided when they are done.
 * https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/controller/garbagecollector/garbagecollector.go
 */
export function decideCollection(objects: readonly Stored[]): readonly Collection[] {
  const ownership = ownershipOf(objects);
  return objects.flatMap((object) =>
    object.metadata.deletionTimestamp === undefined
      ? decideDependent(object, ownership)
      : decideDeleted(object, ownership),
  );
}

function ownershipOf(objects: readonly Stored[]): Ownership {
  const byUid = new Map(objects.map((object) => [object.metadata.uid, object]));
  const dependents = new Map<string, Stored[]>();
  for (const object of objects) {
    for (const reference of object.metadata.ownerReferences ?? []) {
      const found = dependents.get(reference.uid);
      if (found === undefined) dependents.set(reference.uid, [object]);
      else found.push(object);
    }
  }
  return { byUid, dependents };
}

/** Of an object that is being deleted. */
function decideDeleted(object: Stored, { dependents }: Ownership): readonly Collection[] {
  const { uid, finalizers = [] } = object.metadata;
  const owned = dependents.get(uid) ?? [];
  if (finalizers.includes(orphanFinalizer)) {
    const disowned = owned.map(
      (dependent): Collection => ({
        do: 'disown',
        object: dependent,
        owners: new Set([uid]),
        reason: 'its owner is deleted without it',
      }),
    );
    const reason = 'its dependents are disowned';
    return [...disowned, { do: 'release', object, finalizer: orphanFinalizer, reason }];
  }
  if (!finalizers.includes(foregroundFinalizer)) return [];
  const isBlocked = owned.some(({ metadata }) =>
    metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion),
  );
  const reason = 'no dependent is left that it waits for';
  return isBlocked ? [] : [{ do: 'release', object, finalizer: foregroundFinalizer, reason }];
}

/** Of an object that is not being deleted: whether its owners still want it. */
function decideDependent(object: Stored, { byUid, dependents }: Ownership): readonly Collection[] {
  const { ownerReferences = [], finalizers = [], uid } = object.metadata;
  if (ownerReferences.length === 0) return [];
  const absent = ownerReferences.filter((reference) => isAbsent(reference, object, byUid));
  const waiting = ownerReferences.filter(
    (reference) => !absent.includes(reference) && isForegroundDeleted(byUid.get(reference.uid)),
  );
  const useless = new Set([...absent, ...waiting].map((reference) => reference.uid));
  if (useless.size === 0) return [];
  if (absent.length + waiting.length < ownerReferences.length)
    return [{ do: 'disown', object, owners: useless, reason: 'another owner is left' }];
  const owned = dependents.get(uid) ?? [];
  if (waiting.length > 0 && owned.length > 0) {
    const deletion: Collection = {
      do: 'delete',
      object,
      propagationPolicy: 'Foreground',
      reason: 'its owner waits for it',
    };
    // Two that own each other would wait for each other.
    const isCircle = owned.some(isForegroundDeleted);
    return isCircle ? [{ do: 'unblock', object, reason: 'it owns its owner' }, deletion] : [deletion];
  }
  const reason = waiting.length > 0 ? 'its owner waits for it' : 'its owner is gone';
  return [{ do: 'delete', object, propagationPolicy: policyOf(finalizers), reason }];
}

/** A kind that is not known here may exist elsewhere; nothing is deleted for it. */
function isAbsent(
  { uid, kind, name }: OwnerReference,
  { metadata }: Stored,
  byUid: ReadonlyMap<string, Stored>,
): boolean {
  if (!isStoredKind(kind)) return false;
  const owner = byUid.get(uid);
  if (owner === undefined || owner.kind !== kind || owner.metadata.name !== name) return true;
  // An owner in a namespace owns nothing outside of it.
  return resourceOf(kind).isNamespaced && owner.metadata.namespace !== metadata.namespace;
}

function isForegroundDeleted(object: Stored | undefined): boolean {
  const { deletionTimestamp, finalizers = [] } = object?.metadata ?? {};
  return deletionTimestamp !== undefined && finalizers.includes(foregroundFinalizer);
}

function policyOf(finalizers: readonly string[]): 'Background' | 'Foreground' | 'Orphan' {
  if (finalizers.includes(orphanFinalizer)) return 'Orphan';
  return finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
}
