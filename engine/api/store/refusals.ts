import { apiErrors } from '../errors.ts';
import type { Stored, WrittenObject } from '../objects/api-object.ts';
import { resourceOf } from '../objects/resources.ts';
import type { DeletionOptions } from './decide-deletion.ts';
import type { ObjectKey } from './object-key.ts';

/** Clients expect them: the list is that of the admission plugin NamespaceLifecycle. */
export const immortalNamespaces: readonly string[] = ['default', 'kube-system', 'kube-public'];

export function notFound(key: ObjectKey) {
  return apiErrors.create('object-not-found', {
    message: `${objectText(key)} not found`,
    details: detailsOf(key),
  });
}

export function changed(
  key: ObjectKey,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
) {
  return apiErrors.create('object-changed', {
    message: `Operation cannot be fulfilled on ${objectText(key)}: ${why}`,
    details: detailsOf(key),
  });
}

export function forbidden(key: ObjectKey, why: string) {
  return apiErrors.create('object-forbidden', {
    message: `${objectText(key)} is forbidden: ${why}`,
    details: detailsOf(key),
  });
}

export function checkDeletion({ kind, metadata }: Stored, { preconditions = {} }: DeletionOptions): void {
  const { name, namespace, uid, resourceVersion } = metadata;
  if (kind === 'Namespace' && immortalNamespaces.includes(name))
    throw forbidden({ kind, name }, 'this namespace may not be deleted');
  const wrong = [
    ['UID', preconditions.uid, uid],
    ['ResourceVersion', preconditions.resourceVersion, resourceVersion],
  ].find(([, wanted, is]) => wanted !== undefined && wanted !== is);
  if (wrong === undefined) return;
  const [what, wanted, is] = wrong;
  throw changed(
    { kind, name, namespace },
    `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${is}`,
  );
}

/** What is being deleted waits for what it has promised already, and for nothing new. */
export function checkFinalizers({ kind, metadata: old }: Stored, { metadata }: WrittenObject): void {
  if (old.deletionTimestamp === undefined) return;
  const added = (metadata.finalizers ?? []).filter((name) => !(old.finalizers ?? []).includes(name));
  if (added.length === 0) return;
  const { name, namespace } = old;
  throw apiErrors.create('object-invalid', {
    message: `metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`,
    details: detailsOf({ kind, name, namespace }),
  });
}

function objectText({ kind, name }: ObjectKey): string {
  const { plural, group } = resourceOf(kind);
  return `${group === '' ? plural : `${plural}.${group}`} ${JSON.stringify(name)}`;
}

function detailsOf({ kind, name, namespace }: ObjectKey) {
  return { kind, name, namespace, plural: resourceOf(kind).plural };
}
