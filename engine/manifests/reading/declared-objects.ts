import { type KindName, kindNames, type ReadableObjects } from '../../schemas/kinds.ts';
import type { ObjectFinding } from '../manifest-problem.ts';
import type { InspectedDocument } from './inspect-document.ts';

/** Where kubectl puts objects that name no namespace; every cluster has it. */
export const defaultNamespace = 'default';

/** What a folder declares, or of it what lies in one namespace, for the rules that look at more than one object. */
export interface DeclaredObjects {
  /** That the objects lie in; of a whole folder the main one, which is the first that is declared. */
  readonly namespace: string;
  readonly readable: ReadableObjects;
  /** Also true of an object that cannot be read: its problems are not reported once more as a dangling name. */
  isDeclared(kind: KindName, name: string): boolean;
  /** Whether some object of the kind cannot be read, so that what is missing may be that one. */
  hasUnreadable(kind: KindName): boolean;
  /** Whether `NAME.NAMESPACE`, also with `.svc` and `.svc.cluster.local`, is a Service of another namespace. */
  isServiceElsewhere(host: string): boolean;
}

/** All that a folder declares. */
export function declareObjects(documents: readonly InspectedDocument[]): DeclaredObjects {
  const [main = defaultNamespace] = declaredNamespaces(documents);
  return declare(main, documents, documents);
}

/** What lies in each namespace, the main one first; the Namespaces themselves belong to each. */
export function declareByNamespace(documents: readonly InspectedDocument[]): readonly DeclaredObjects[] {
  const declared = declaredNamespaces(documents);
  const namespaces = declared.length > 0 ? declared : [defaultNamespace];
  const [main = defaultNamespace] = namespaces;
  return namespaces.map((namespace) => {
    const own = documents.filter(
      (inspected) => inspected.kind === 'Namespace' || placeOf(inspected) === namespace,
    );
    return declare(namespace, own, documents);
  });

  /** What names a namespace that is not declared is told so, and counts for the main one. */
  function placeOf(inspected: InspectedDocument): string {
    const written = namespaceIn(inspected);
    return namespaces.includes(written) ? written : main;
  }
}

function declaredNamespaces(documents: readonly InspectedDocument[]): readonly string[] {
  const names = documents
    .filter(({ kind, readable }) => kind === 'Namespace' && readable !== null)
    .flatMap((inspected) => nameOf(inspected) ?? []);
  return [...new Set(names)];
}

function declare(
  namespace: string,
  documents: readonly InspectedDocument[],
  all: readonly InspectedDocument[],
): DeclaredObjects {
  const services = new Set(
    all
      .filter(({ kind }) => kind === 'Service')
      .map((inspected) => `${nameOf(inspected)}.${namespaceIn(inspected)}`),
  );
  const keys = new Set(documents.map((inspected) => `${inspected.kind}/${nameOf(inspected)}`));
  return {
    namespace,
    readable: readableObjects(documents),
    isDeclared: (kind, name) => keys.has(`${kind}/${name}`),
    hasUnreadable: (kind: KindName) =>
      documents.some((inspected) => inspected.kind === kind && inspected.readable === null),
    isServiceElsewhere: (host) => services.has(serviceOfFullHost(host) ?? ''),
  };
}

/** The second object of one kind, namespace and name would silently replace the first in a cluster. */
export function checkDuplicates(documents: readonly InspectedDocument[]): ObjectFinding[] {
  const first = new Map<string, InspectedDocument>();
  return documents.flatMap((inspected): ObjectFinding[] => {
    const name = nameOf(inspected);
    if (inspected.kind === null || name === null) return [];
    const key = `${inspected.kind}/${namespaceIn(inspected)}/${name}`;
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

function nameOf(inspected: InspectedDocument): string | null {
  return textIn(inspected, 'name');
}

function namespaceIn(inspected: InspectedDocument): string {
  return textIn(inspected, 'namespace') ?? defaultNamespace;
}

function textIn({ document }: InspectedDocument, field: string): string | null {
  const { metadata } = document.value;
  const text: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, field) : null;
  return typeof text === 'string' ? text : null;
}

/** The only place where documents take the types of their kinds: their schemas have just been checked. */
function readableObjects(documents: readonly InspectedDocument[]): ReadableObjects {
  const ofKind = (kind: KindName) =>
    documents.flatMap((inspected) =>
      inspected.kind === kind && inspected.readable !== null ? [inspected.readable] : [],
    );
  return Object.fromEntries(kindNames.map((kind) => [kind, ofKind(kind)])) as unknown as ReadableObjects;
}

/** `NAME.NAMESPACE` of a host that names both, as the DNS of a cluster does; null for any other. */
export function serviceOfFullHost(host: string): string | null {
  return /^([^.]+\.[^.]+)(?:\.svc(?:\.cluster\.local)?)?$/.exec(host)?.[1] ?? null;
}
