import { apiErrors } from '../errors.ts';
import type { Stored, StoredKind } from '../objects/api-object.ts';

interface Change {
  readonly object: Stored;
}

interface KindHistory<Kept extends Change> {
  readonly changes: Kept[];
  /** The version of the latest change that is no longer kept: whoever knows all up to it misses nothing. */
  forgottenUntil: number;
}

/** Twice as many are kept for a moment, so that forgetting costs little a change. */
export const changesKept = 500;

/**
 * The latest changes of each kind, so that a client that was away for a moment need not read everything again. One
 * history a kind, as the watch caches of Kubernetes: many changes of Pods expire no watch of Deployments.
 * https://github.com/kubernetes/apiserver/blob/v0.33.0/pkg/storage/cacher/watch_cache.go
 */
export class ChangeHistory<Kept extends Change> {
  readonly #kinds = new Map<StoredKind, KindHistory<Kept>>();
  /** Changes of an earlier run are not known. */
  readonly #begin: number;

  constructor(begin: number) {
    this.#begin = begin;
  }

  add(change: Kept): void {
    const history = this.#of(change.object.kind);
    history.changes.push(change);
    if (history.changes.length <= 2 * changesKept) return;
    const forgotten = history.changes.splice(0, changesKept).at(-1);
    if (forgotten !== undefined) history.forgottenUntil = versionOf(forgotten);
  }

  /**
   * In their order. Throws `watch-expired` when some of them are no longer kept, or the version is of another cluster:
   * one that is not reached yet.
   */
  since(kind: StoredKind, version: number, latest: number): readonly Kept[] {
    const { changes, forgottenUntil } = this.#of(kind);
    if (!(version >= forgottenUntil && version <= latest)) {
      throw apiErrors.create('watch-expired', {
        message: `too old resource version: ${version} (${forgottenUntil})`,
        details: { kind, resourceVersion: String(version), oldest: String(forgottenUntil) },
      });
    }
    const first = changes.findLastIndex((change) => versionOf(change) <= version) + 1;
    return changes.slice(first);
  }

  #of(kind: StoredKind): KindHistory<Kept> {
    const found = this.#kinds.get(kind) ?? { changes: [], forgottenUntil: this.#begin };
    this.#kinds.set(kind, found);
    return found;
  }
}

function versionOf({ object }: Change): number {
  return Number(object.metadata.resourceVersion);
}
