import { checkReferences } from '../../manifests/checks/check-references.ts';
import type { Finding } from '../../manifests/manifest-problem.ts';
import {
  type DeclaredObjects,
  defaultNamespace,
  serviceOfFullHost,
} from '../../manifests/reading/declared-objects.ts';
import { type KindName, kindNames, type ManifestObject, type ReadableObjects } from '../../schemas/kinds.ts';
import type { Stored } from '../objects/api-object.ts';
import type { ObjectStore } from '../store/object-store.ts';

/** In what an object contradicts itself, whatever else there is: every name that it mentions counts as known. */
export function findOwnContradictions(kind: KindName, object: ManifestObject): Finding[] {
  const { namespace } = object.metadata;
  const declared: DeclaredObjects = {
    namespace: typeof namespace === 'string' ? namespace : defaultNamespace,
    readable: readableObjects((each) => (each === kind ? [object] : [])),
    isDeclared: () => true,
    hasUnreadable: () => true,
    isServiceElsewhere: () => true,
  };
  return findingsAbout(object, declared);
}

/** In what an object contradicts the others of its namespace, or names what is not there. */
export function findContradictions(
  kind: KindName,
  object: ManifestObject,
  store: ObjectStore,
  namespace: string,
): Finding[] {
  // A cluster has many.
  if (kind === 'Namespace') return [];
  const { name } = object.metadata;
  const others = (each: KindName): readonly unknown[] => {
    const stored: readonly Stored[] = store.list(each, each === 'Namespace' ? undefined : namespace);
    const mine = stored.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (each === 'Namespace') return mine.filter(({ metadata }) => metadata.name === namespace);
    return each === kind ? [...mine.filter(({ metadata }) => metadata.name !== name), object] : mine;
  };
  const readable = readableObjects(others);
  return findingsAbout(object, {
    namespace,
    readable,
    isDeclared: (each, wanted) => readable[each].some(({ metadata }) => metadata.name === wanted),
    hasUnreadable: () => false,
    isServiceElsewhere: (host) => {
      const [service = '', elsewhere] = serviceOfFullHost(host)?.split('.') ?? [];
      return store.get({ kind: 'Service', name: service, namespace: elsewhere }) !== undefined;
    },
  });
}

function findingsAbout(object: ManifestObject, declared: DeclaredObjects): Finding[] {
  return checkReferences(declared).filter((finding) => finding.object === object);
}

/** Every object that is stored has the shape of its kind. */
function readableObjects(ofKind: (kind: KindName) => readonly unknown[]): ReadableObjects {
  return Object.fromEntries(kindNames.map((kind) => [kind, ofKind(kind)])) as unknown as ReadableObjects;
}
