import type { ObjectMetadata, OwnerReference, Stored, StoredKind } from './api-object.ts';

type Owned = Pick<ObjectMetadata, 'ownerReferences'>;

/** The one owner that manages the object; others only keep it alive. */
export function controllerOf({ ownerReferences = [] }: Owned): OwnerReference | undefined {
  return ownerReferences.find(({ controller }) => controller === true);
}

export function controllerReference<Kind extends StoredKind>(owner: Stored<Kind>): OwnerReference {
  const { apiVersion, kind, metadata } = owner as Stored;
  const { name, uid } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

type Claim = 'owned' | 'adopted' | 'released' | 'none';

interface Claiming {
  readonly owner: ObjectMetadata;
  readonly object: ObjectMetadata;
  /** Whether the owner's selector chooses the object; asked only where it matters. */
  readonly isSelected: () => boolean;
}

/**
 * What an owner is to do about an object of the kind that it manages: orphans that it selects are adopted, and what it
 * no longer selects is released.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/controller_ref_manager.go
 */
export function decideClaim({ owner, object, isSelected }: Claiming): Claim {
  const controller = controllerOf(object);
  const isEnding = owner.deletionTimestamp !== undefined;
  if (controller !== undefined) {
    if (controller.uid !== owner.uid) return 'none';
    return isEnding || isSelected() ? 'owned' : 'released';
  }
  if (isEnding || object.deletionTimestamp !== undefined) return 'none';
  return isSelected() ? 'adopted' : 'none';
}

export function withOwner<Kind extends StoredKind>(
  metadata: ObjectMetadata,
  owner: Stored<Kind>,
): ObjectMetadata {
  const { ownerReferences = [] } = metadata;
  return { ...metadata, ownerReferences: [...ownerReferences, controllerReference(owner)] };
}

export function withoutOwner(metadata: ObjectMetadata, uid: string): ObjectMetadata {
  const left = (metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
  return { ...metadata, ownerReferences: left };
}
