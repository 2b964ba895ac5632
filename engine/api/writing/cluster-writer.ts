import type { Clock } from '@petstore/chassis/time';
import type { Admission } from '../admission/admission.ts';
import { objectMalformed } from '../admission/invalid-object.ts';
import type { FieldValidation } from '../admission/read-request.ts';
import type { Stored, StoredKind, WrittenObject } from '../objects/api-object.ts';
import { applyPatch } from '../patches/apply-patch.ts';
import { fieldOf, isJsonObject } from '../patches/json-value.ts';
import type { DeletionOptions } from '../store/decide-deletion.ts';
import type { ObjectKey } from '../store/object-key.ts';
import { ObjectStore } from '../store/object-store.ts';
import { notFound } from '../store/refusals.ts';
import { type ScalableKind, type Scale, scaledObject, scaleOf } from './scale.ts';

interface ClusterWriterOptions {
  readonly store: ObjectStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly admission: Admission;
}

export interface WriteOptions {
  /** What becomes of fields that nobody knows: `Warn` by default. */
  readonly fieldValidation?: FieldValidation | undefined;
  /** Everything happens but the change itself. */
  readonly isDryRun?: boolean | undefined;
  /** False for one of a set that was checked together already; true by default. */
  readonly comparesOthers?: boolean | undefined;
}

export interface Written<Result = Stored> {
  readonly object: Result;
  /** For the person who wrote it. */
  readonly warnings: readonly string[];
}

/** As it came, with its content type. */
export interface Patch {
  readonly contentType: string;
  readonly body: unknown;
}

type AnyWritten = WrittenObject & { readonly kind: StoredKind };

/**
 * Writes what people and their tools send: by kubectl, by the files of a start. Each write is one step, so that nobody
 * can come between reading and writing; one that names a resourceVersion holds only for that version. Controllers write
 * to the store itself.
 */
export class ClusterWriter {
  readonly #options: ClusterWriterOptions;

  constructor(options: ClusterWriterOptions) {
    this.#options = options;
  }

  /** Throws what `Admission.admit` throws, and `object-exists`. */
  create(
    kind: StoredKind,
    namespace: string | undefined,
    object: unknown,
    options: WriteOptions = {},
  ): Written {
    const { fieldValidation, comparesOthers } = options;
    const request = { kind, object, namespace, old: null, fieldValidation, comparesOthers };
    const admitted = this.#options.admission.admit(request);
    const { kind: _kind, metadata } = admitted.object;
    const existing = this.#options.store.get({ kind, name: metadata.name, namespace: metadata.namespace });
    const created = this.#on(options, existing ?? null).create(admitted.object);
    return { object: withVersion(created, options, ''), warnings: admitted.warnings };
  }

  /** Throws what `Admission.admit` throws, `object-not-found` and `object-changed`. */
  update(key: ObjectKey, object: unknown, options: WriteOptions = {}): Written {
    const old = this.#current(key);
    const { fieldValidation, comparesOthers } = options;
    const request = { ...key, object, old, fieldValidation, comparesOthers };
    const admitted = this.#options.admission.admit(request);
    const replaced = this.#on(options, old).replace(admitted.object);
    return {
      object: withVersion(replaced, options, old.metadata.resourceVersion),
      warnings: admitted.warnings,
    };
  }

  /** Throws what `applyPatch` and `update` throw. */
  patch(key: ObjectKey, { contentType, body }: Patch, options: WriteOptions = {}): Written {
    return this.update(key, applyPatch(key.kind, this.#current(key), contentType, body), options);
  }

  /** Nobody's status is checked: it says what its controller saw. Throws `object-not-found` and `object-changed`. */
  updateStatus(key: ObjectKey, object: unknown, options: WriteOptions = {}): Written {
    const old = this.#current(key);
    const status = fieldOf(object, 'status') ?? {};
    const metadata = fieldOf(object, 'metadata') ?? {};
    if (!isJsonObject(status) || !isJsonObject(metadata)) throw objectMalformed(key.kind, 'it has no status');
    const { uid = old.metadata.uid, resourceVersion = '' } = metadata;
    const written = {
      kind: key.kind,
      status,
      metadata: { name: key.name, namespace: key.namespace, uid, resourceVersion },
    } as unknown as AnyWritten;
    const replaced = this.#on(options, old).replaceStatus(written);
    return { object: withVersion(replaced, options, old.metadata.resourceVersion), warnings: [] };
  }

  patchStatus(key: ObjectKey, { contentType, body }: Patch, options: WriteOptions = {}): Written {
    return this.updateStatus(key, applyPatch(key.kind, this.#current(key), contentType, body), options);
  }

  /** Throws what `ObjectStore.delete` throws. */
  delete(key: ObjectKey, options: DeletionOptions & Pick<WriteOptions, 'isDryRun'> = {}): Stored {
    const current = this.#current(key);
    const deleted = this.#on(options, current).delete(key, options);
    return withVersion(deleted, options, current.metadata.resourceVersion);
  }

  readScale(key: ObjectKey<ScalableKind>): Scale {
    return scaleOf(this.#current(key));
  }

  updateScale(key: ObjectKey<ScalableKind>, scale: unknown, options: WriteOptions = {}): Written<Scale> {
    const { object, warnings } = this.update(key, scaledObject(this.#current(key), scale), options);
    return { object: scaleOf(object as Stored<ScalableKind>), warnings };
  }

  patchScale(
    key: ObjectKey<ScalableKind>,
    { contentType, body }: Patch,
    options: WriteOptions = {},
  ): Written<Scale> {
    return this.updateScale(key, applyPatch('Scale', this.readScale(key), contentType, body), options);
  }

  #current<Kind extends StoredKind>(key: ObjectKey<Kind>): Stored<Kind> {
    const current = this.#options.store.get(key);
    if (current === undefined) throw notFound(key as ObjectKey);
    return current;
  }

  /** Where a write goes: a dry run to a store of its own, which knows of the one object alone. */
  #on({ isDryRun = false }: WriteOptions, old: Stored | null): ObjectStore {
    const { store, clock } = this.#options;
    if (!isDryRun) return store;
    return new ObjectStore({
      clock,
      objects: old === null ? [] : [old],
      lastVersion: Number(store.resourceVersion),
    });
  }
}

/** A dry run makes no version. */
function withVersion(object: Stored, { isDryRun = false }: WriteOptions, resourceVersion: string): Stored {
  return isDryRun ? ({ ...object, metadata: { ...object.metadata, resourceVersion } } as Stored) : object;
}
