import type { Stored, StoredKind } from '../objects/api-object.ts';
import type { DeletionOptions } from '../store/decide-deletion.ts';
import type { ObjectKey } from '../store/object-store.ts';

export interface WriteOptions {
  /** Everything is checked, and nothing kept. */
  readonly dryRun: boolean;
  /** What becomes of fields that the kind does not have. */
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
}

/** An object, or a part of it with rules of its own. */
export interface WriteTarget extends ObjectKey {
  readonly subresource?: 'status' | 'scale' | undefined;
}

export interface WrittenAnswer {
  /** The object as it is now, or its Scale. */
  readonly object: object;
  readonly warnings: readonly string[];
}

/** Writes of people and other programs: completed, checked and stored as an API server does, or thrown. */
export interface ClusterWrites {
  create(
    place: { readonly kind: StoredKind; readonly namespace: string | undefined },
    object: unknown,
    options: WriteOptions,
  ): WrittenAnswer;
  replace(target: WriteTarget, object: unknown, options: WriteOptions): WrittenAnswer;
  patch(
    target: WriteTarget,
    patch: { readonly contentType: string; readonly content: unknown },
    options: WriteOptions,
  ): WrittenAnswer;
  delete(key: ObjectKey, deletion: DeletionOptions, options: Pick<WriteOptions, 'dryRun'>): Stored;
  scaleOf(key: ObjectKey): object;
}
