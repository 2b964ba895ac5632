import type { DeclaredObjects, ManifestObject, ObjectFinding } from './declared-objects.ts';
import type { InspectedDocument } from './inspect-document.ts';
import type { KindName } from './kinds.ts';

function nameOf({ document }: InspectedDocument): string | null {
  const { metadata } = document.value;
  const name: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'name') : null;
  return typeof name === 'string' ? name : null;
}

/** The only place where a document takes the type of its kind: its schema has just been checked. */
function readableOf<Of extends ManifestObject>(
  documents: readonly InspectedDocument[],
  kind: Of['kind'],
): Of[] {
  return documents
    .filter((inspected) => inspected.kind === kind && inspected.readable !== null)
    .map(({ readable }) => readable as Of);
}

export function declareObjects(documents: readonly InspectedDocument[]): DeclaredObjects {
  const keys = new Set(documents.map((inspected) => `${inspected.kind}/${nameOf(inspected)}`));
  return {
    readable: {
      Namespace: readableOf(documents, 'Namespace'),
      ServiceAccount: readableOf(documents, 'ServiceAccount'),
      ConfigMap: readableOf(documents, 'ConfigMap'),
      Secret: readableOf(documents, 'Secret'),
      Service: readableOf(documents, 'Service'),
      Deployment: readableOf(documents, 'Deployment'),
      Cluster: readableOf(documents, 'Cluster'),
      Database: readableOf(documents, 'Database'),
    },
    isDeclared: (kind, name) => keys.has(`${kind}/${name}`),
    hasUnreadable: (kind: KindName) =>
      documents.some((inspected) => inspected.kind === kind && inspected.readable === null),
  };
}

/** The second object of one kind and name would silently replace the first in a cluster. */
export function checkDuplicates(documents: readonly InspectedDocument[]): ObjectFinding[] {
  const first = new Map<string, InspectedDocument>();
  return documents.flatMap((inspected): ObjectFinding[] => {
    const name = nameOf(inspected);
    if (inspected.kind === null || name === null) return [];
    const key = `${inspected.kind}/${name}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, inspected);
      return [];
    }
    const { file, line } = earlier.document.problemAt([], '');
    const message = `${inspected.kind} ${name} is declared at ${file}:${line} already: rename or remove one of them`;
    return [{ object: inspected.document.value, path: ['metadata', 'name'], message }];
  });
}
