import type { Condition, Stored } from '../../api/objects/api-object.ts';
import { resourceOf } from '../../api/objects/resources.ts';

/** What the next step for a namespace that is being deleted is. */
export type NamespaceDecision =
  | { readonly isEmpty: true }
  | {
      readonly isEmpty: false;
      /** What nobody has asked to go yet. */
      readonly toDelete: readonly Stored[];
      /** What it still waits for, in words. */
      readonly conditions: readonly Condition[];
    };

/**
 * Everything in the namespace is deleted; then it goes itself, unless somebody else's finalizer holds it.
 * https://github.com/kubernetes/kubernetes/tree/v1.33.0/pkg/controller/namespace/deletion
 */
export function decideNamespace(
  namespace: Stored<'Namespace'>,
  contents: readonly Stored[],
  now: string,
): NamespaceDecision {
  if (contents.length === 0 && (namespace.metadata.finalizers ?? []).length === 0) return { isEmpty: true };
  const toDelete = contents.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const remaining = countBy(contents.map(({ kind }) => resourceNameOf(kind)));
  const finalizers = countBy(contents.flatMap(({ metadata }) => metadata.finalizers ?? []));
  const compose = (type: string, found: readonly string[], reasons: readonly [string, string, string]) =>
    condition(namespace, now, {
      type,
      status: found.length > 0 ? 'True' : 'False',
      reason: found.length > 0 ? reasons[0] : reasons[1],
      message: found.length > 0 ? `${reasons[2]}: ${found.join(', ')}` : doneMessages[type],
    });
  return {
    isEmpty: false,
    toDelete,
    conditions: [
      compose(
        'NamespaceContentRemaining',
        remaining.map(([name, count]) => `${name} has ${count} resource instances`),
        ['SomeResourcesRemain', 'ContentRemoved', 'Some resources are remaining'],
      ),
      compose(
        'NamespaceFinalizersRemaining',
        finalizers.map(([name, count]) => `${name} in ${count} resource instances`),
        [
          'SomeFinalizersRemain',
          'ContentHasNoFinalizers',
          'Some content in the namespace has finalizers remaining',
        ],
      ),
    ],
  };
}

const doneMessages: Readonly<Record<string, string>> = {
  NamespaceContentRemaining: 'All content successfully removed',
  NamespaceFinalizersRemaining: 'All content-preserving finalizers finished',
};

function resourceNameOf(kind: Stored['kind']): string {
  const { plural, group } = resourceOf(kind);
  return `${plural}.${group}`;
}

/** In the order of their names. */
function countBy(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
}

function condition(
  { status = {} }: Stored<'Namespace'>,
  now: string,
  written: Pick<Condition, 'type' | 'status'> & {
    readonly reason: string;
    readonly message: string | undefined;
  },
): Condition {
  const known: unknown = status['conditions'];
  const before = (Array.isArray(known) ? (known as readonly Condition[]) : []).find(
    ({ type }) => type === written.type,
  );
  const lastTransitionTime = before?.status === written.status ? (before.lastTransitionTime ?? now) : now;
  return { ...written, message: written.message ?? '', lastTransitionTime };
}
