import type { ObjectMetadata, Stored } from '../objects/api-object.ts';
import { timestampAt } from '../objects/timestamp.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/delete-options/ */
export interface DeletionOptions {
  /** How long a Pod may take to end; its `terminationGracePeriodSeconds` by default. */
  readonly graceSeconds?: number | undefined;
  /** What becomes of the objects that it owns; they are deleted after it (`Background`) by default. */
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  /** The deletion is refused when the object is another one by now. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
}

/** `remove`: it is gone at once. `none`: it is being deleted already, and no faster than before. */
export type DeletionDecision = 'remove' | 'none' | { readonly metadata: ObjectMetadata };

/** The finalizers by which the garbage collector is asked to act before an object goes. */
export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

const defaultGraceSeconds = 30;

/**
 * What deleting an object does at first: a Pod on the node gets its grace, and what has finalizers waits for them.
 * https://github.com/kubernetes/apiserver/blob/v0.33.0/pkg/registry/rest/delete.go and
 * https://github.com/kubernetes/apiserver/blob/v0.33.0/pkg/registry/generic/registry/store.go
 */
export function decideDeletion(current: Stored, options: DeletionOptions, nowMs: number): DeletionDecision {
  const { metadata, kind } = current;
  const isDeleting = metadata.deletionTimestamp !== undefined;
  const graceSeconds = graceOf(current, options);
  if (isDeleting && kind === 'Pod') {
    const pending = metadata.deletionGracePeriodSeconds ?? 0;
    const isShorter = options.graceSeconds !== undefined && graceSeconds < pending;
    if (!isShorter) return 'none';
  }
  const finalizers = finalizersAfter(metadata.finalizers ?? [], options);
  if (graceSeconds === 0 && finalizers.length === 0 && kind !== 'Namespace') return 'remove';
  const { finalizers: _before, ...rest } = metadata;
  return {
    metadata: {
      ...rest,
      ...(finalizers.length === 0 ? {} : { finalizers }),
      deletionTimestamp:
        isDeleting && kind !== 'Pod'
          ? metadata.deletionTimestamp
          : timestampAt(deletionStart(metadata, nowMs) + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
    },
  };
}

/** Whether an object that is being deleted has nothing left to wait for. */
export function isDeletionOver({ kind, metadata }: Pick<Stored, 'kind' | 'metadata'>): boolean {
  return (
    metadata.deletionTimestamp !== undefined &&
    (metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
    (metadata.finalizers ?? []).length === 0 &&
    // Its controller removes it when it is empty.
    kind !== 'Namespace'
  );
}

/** A shorter grace counts from when the deletion was asked for first. */
function deletionStart(
  { deletionTimestamp, deletionGracePeriodSeconds = 0 }: ObjectMetadata,
  nowMs: number,
): number {
  if (deletionTimestamp === undefined) return nowMs;
  return Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
}

/** A policy that is given replaces what an earlier one asked for. */
function finalizersAfter(
  finalizers: readonly string[],
  { propagationPolicy }: DeletionOptions,
): readonly string[] {
  if (propagationPolicy === undefined) return finalizers;
  const others = finalizers.filter((name) => name !== foregroundFinalizer && name !== orphanFinalizer);
  if (propagationPolicy === 'Foreground') return [...others, foregroundFinalizer];
  return propagationPolicy === 'Orphan' ? [...others, orphanFinalizer] : others;
}

/**
 * Only a Pod that runs on the node needs time; less than none means the shortest time.
 * https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/registry/core/pod/strategy.go (CheckGracefulDelete)
 */
function graceOf({ kind, status, ...object }: Stored, { graceSeconds }: DeletionOptions): number {
  if (kind !== 'Pod' || !('spec' in object)) return 0;
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  const spec: unknown = object.spec;
  if (typeof spec !== 'object' || spec === null || Reflect.get(spec, 'nodeName') === undefined) return 0;
  const own: unknown = Reflect.get(spec, 'terminationGracePeriodSeconds');
  const wanted = graceSeconds ?? (typeof own === 'number' ? own : defaultGraceSeconds);
  return wanted < 0 ? 1 : wanted;
}
