/** What of an old ReplicaSet counts when it is decided how many revisions are kept. */
export interface OldRevision {
  readonly name: string;
  readonly revision: number;
  /** No pods, none wanted, and its controller knows so. */
  readonly isIdle: boolean;
}

/**
 * The names of the ReplicaSets that are beyond the history limit: the oldest revisions, as far as they are idle.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/deployment/sync.go
 */
export function decideHistory(limit: number, old: readonly OldRevision[]): readonly string[] {
  return old
    .toSorted((a, b) => a.revision - b.revision)
    .slice(0, Math.max(0, old.length - limit))
    .filter(({ isIdle }) => isIdle)
    .map(({ name }) => name);
}
