import { type KindName, kindNames, type ReadableObjects } from '../../schemas/kinds.ts';
import type { ObjectFinding } from '../manifest-problem.ts';
import type { InspectedDocument } from './inspect-document.ts';

/** What the folder declares, for the rules that look at more than one object. */
export interface DeclaredObjects {
  readonly readable: ReadableObjects;
  /** Also true of an object that cannot be read: its problems are not reported once more as a dangling name. */
  isDeclared(kind: KindName, name: string): boolean;
  /** Whether some object of the kind cannot be read, so that what is missing may be that one. */
  hasUnreadable(kind: KindName): boolean;
}

export function declareObjects(documents: readonly InspectedDocument[]): DeclaredObjects {
  const keys = new Set(documents.map((inspected) => `${inspected.kind}/${nameOf(inspected)}`));
  return {
    readable: readableObjects(documents),
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

function nameOf({ document }: InspectedDocument): string | null {
  const { metadata } = document.value;
  const name: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'name') : null;
  return typeof name === 'string' ? name : null;
}

/** The only place where documents take the types of their kinds: their schemas have just been checked. */
function readableObjects(documents: readonly InspectedDocument[]): ReadableObjects {
  const ofKind = (kind: KindName) =>
    documents.flatMap((inspected) =>
      inspected.kind === kind && inspected.readable !== null ? [inspected.readable] : [],
    );
  return Object.fromEntries(kindNames.map((kind) => [kind, ofKind(kind)])) as unknown as ReadableObjects;
}
