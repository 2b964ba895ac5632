import type { Stored } from '../objects/api-object.ts';
import type { ObjectKey, ObjectStore } from '../store/object-store.ts';
import { notFound } from '../store/refusals.ts';
import type { ObjectCall } from './api-call.ts';

/** The object that a path names, whether there is one or not. */
export function targetKey({ kind, target, resource }: ObjectCall): ObjectKey {
  return { kind, name: target.name ?? '', namespace: resource.isNamespaced ? target.namespace : undefined };
}

/** Throws `object-not-found`. */
export function currentObject(call: ObjectCall, store: ObjectStore): Stored {
  const key = targetKey(call);
  const object = store.get(key);
  if (object === undefined) throw notFound(key);
  return object as Stored;
}
