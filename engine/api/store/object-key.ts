import type { Stored, StoredKind } from '../objects/api-object.ts';

/** Which object; without a namespace for kinds that belong to none. */
export interface ObjectKey<Kind extends StoredKind = StoredKind> {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string | undefined;
}

export function keyOf<Kind extends StoredKind>(object: Stored<Kind>): ObjectKey<Kind> {
  const { kind, metadata } = object as Stored;
  return { kind: kind as Kind, name: metadata.name, namespace: metadata.namespace };
}

/** Tells the objects of one kind apart. */
export function keyText({ name, namespace = '' }: Pick<ObjectKey, 'name' | 'namespace'>): string {
  return `${namespace}/${name}`;
}
