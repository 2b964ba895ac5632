import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@petstore/chassis/time';
import { apiErrors } from '../errors.ts';
import type { ObjectMetadata, Stored, StoredKind, WrittenObject } from '../objects/api-object.ts';
import { hasGeneration, isStoredKind, resourceOf } from '../objects/resources.ts';
import { timestampAt } from '../objects/timestamp.ts';
import { ChangeHistory } from './change-history.ts';
import { type DeletionOptions, decideDeletion, isDeletionOver } from './decide-deletion.ts';
import { keyOf, keyText, type ObjectKey } from './object-key.ts';
import { changed, checkDeletion, checkFinalizers, forbidden, notFound } from './refusals.ts';

export { keyOf, type ObjectKey };

export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As it is now; of one that is gone, as it last was, with the resourceVersion of its end. */
  readonly object: Stored;
  readonly previous: Stored | null;
}

/** Told after each change, in order. It must not write: remember the key, and write later. */
type ChangeListener = (change: ObjectChange) => void;

/** Keeps what is written before anybody learns of it. */
export interface Journal {
  append(change: ObjectChange): void;
}

interface ObjectStoreOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** What an earlier run kept. */
  readonly objects?: readonly Stored[];
  /** The resourceVersions of this store are higher. */
  readonly lastVersion?: number;
  readonly journal?: Journal;
}

/** What an object is before any controller saw it. */
const firstStatus: Readonly<Partial<Record<StoredKind, Stored['status']>>> = {
  Namespace: { phase: 'Active' },
  Pod: { phase: 'Pending' },
};

/**
 * All objects of the cluster, in memory. Every write is complete when its call returns, and kept by the journal before
 * that.
 */
export class ObjectStore {
  readonly #options: ObjectStoreOptions;
  readonly #objects = new Map<StoredKind, Map<string, Stored>>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #history: ChangeHistory<ObjectChange>;
  #version: number;

  constructor(options: ObjectStoreOptions) {
    this.#options = options;
    this.#version = options.lastVersion ?? 0;
    this.#history = new ChangeHistory(this.#version);
    for (const object of options.objects ?? [])
      this.#kindMap(object.kind).set(keyText(keyOf(object)), deepFreeze(object));
  }

  /** Of the latest change. */
  get resourceVersion(): string {
    return String(this.#version);
  }

  get<Kind extends StoredKind>({ kind, name, namespace }: ObjectKey<Kind>): Stored<Kind> | undefined {
    const found = this.#objects.get(kind)?.get(keyText({ name, namespace }));
    return found as Stored<Kind> | undefined;
  }

  /** Every object of a kind, in the order of their creation; of one namespace where it is given. */
  list<Kind extends StoredKind>(kind: Kind, namespace?: string): readonly Stored<Kind>[] {
    const all = [
      ...(this.#objects.get(kind)?.values() ?? []),
    ] as readonly Stored[] as readonly Stored<Kind>[];
    return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  all(): readonly Stored[] {
    return [...this.#objects.values()].flatMap((objects) => [...objects.values()]);
  }

  /**
   * What changed after a version, in order: with `watch`, all that a client needs who knew everything up to it. Throws
   * `watch-expired` when it has to list again.
   */
  changesSince(kind: StoredKind, resourceVersion: string, namespace?: string): readonly ObjectChange[] {
    const changes = this.#history.since(kind, Number(resourceVersion), this.#version);
    return namespace === undefined
      ? changes
      : changes.filter(({ object }) => object.metadata.namespace === namespace);
  }

  /**
   * Throws `object-exists`, `object-invalid` for a kind that is not stored, and `object-forbidden` in a namespace that
   * is being deleted.
   */
  create<Kind extends StoredKind>(object: WrittenObject & { readonly kind: Kind }): Stored<Kind> {
    const { kind, metadata } = object;
    if (!isStoredKind(kind))
      throw apiErrors.create('object-invalid', { message: `There is no kind ${String(kind)} here.` });
    const { isNamespaced, plural } = resourceOf(kind);
    const key = { kind, name: metadata.name, namespace: isNamespaced ? metadata.namespace : undefined };
    if (this.get(key) !== undefined) {
      throw apiErrors.create('object-exists', {
        message: `${plural} ${JSON.stringify(metadata.name)} already exists`,
        details: { ...key, plural },
      });
    }
    this.#checkNamespace(key);
    const status = object.status ?? firstStatus[kind];
    const { deletionTimestamp: _time, deletionGracePeriodSeconds: _grace, ...given } = metadata;
    const { namespace: _namespace, ...withoutNamespace } = given;
    const created = {
      ...object,
      ...(status === undefined ? {} : { status }),
      metadata: {
        ...(isNamespaced ? given : withoutNamespace),
        uid: metadata.uid ?? randomUUID(),
        ...(hasGeneration(kind) ? { generation: 1 } : {}),
        creationTimestamp: metadata.creationTimestamp ?? this.#timestamp(),
        resourceVersion: '',
      },
    };
    return this.#commit('ADDED', created as unknown as Stored<Kind>, null);
  }

  /**
   * Replaces what a person or a controller may set: everything but identity and status. Throws `object-not-found`, and
   * `object-changed` where the object names a resourceVersion or uid that is no longer the current one.
   */
  replace<Kind extends StoredKind>(object: WrittenObject & { readonly kind: Kind }): Stored<Kind> {
    const old = this.#current(object);
    checkFinalizers(old as Stored, object);
    const { status: _given, ...written } = object;
    const next = {
      ...written,
      metadata: { ...object.metadata, ...identityOf(old.metadata) },
      ...(old.status === undefined ? {} : { status: old.status }),
    } as unknown as Stored<Kind>;
    return this.#change(old, next);
  }

  /** Replaces the status alone; throws as `replace` does. */
  replaceStatus<Kind extends StoredKind>(
    object: Pick<WrittenObject, 'metadata'> & { readonly kind: Kind; readonly status?: unknown },
  ): Stored<Kind> {
    const old = this.#current<Kind>(object);
    return this.#change(old, { ...old, status: object.status } as Stored<Kind>);
  }

  /** Replaces an object by what is made of its current version; nothing happens when it is gone. */
  edit<Kind extends StoredKind>(
    key: ObjectKey<Kind>,
    edit: (current: Stored<Kind>) => Stored<Kind>,
  ): Stored<Kind> | undefined {
    const current = this.get(key);
    return current === undefined ? undefined : this.#change(current, edit(current));
  }

  /**
   * Deletes an object, or begins to: a Pod that runs on the node gets its grace, what has finalizers waits for them,
   * and a Namespace until it is empty. Returns the object as it is then. Throws `object-not-found`, `object-changed`
   * when a precondition fails, and `object-forbidden` for the namespaces that a cluster needs.
   */
  delete<Kind extends StoredKind>(key: ObjectKey<Kind>, options: DeletionOptions = {}): Stored<Kind> {
    const current = this.get(key);
    if (current === undefined) throw notFound(key);
    checkDeletion(current as Stored, options);
    const decision = decideDeletion(current as Stored, options, this.#options.clock.now());
    if (decision === 'none') return current;
    if (decision === 'remove') return this.#remove(current);
    const status = key.kind === 'Namespace' ? { ...current.status, phase: 'Terminating' } : current.status;
    return this.#change(current, { ...current, metadata: decision.metadata, status }, decision.metadata);
  }

  /** Ends an object whatever it waited for; undefined when it was gone already. */
  remove<Kind extends StoredKind>(key: ObjectKey<Kind>): Stored<Kind> | undefined {
    const current = this.get(key);
    return current === undefined ? undefined : this.#remove(current);
  }

  /** Returns what ends it. */
  watch(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #current<Kind extends StoredKind>(
    object: Pick<WrittenObject, 'metadata'> & { readonly kind: Kind },
  ): Stored<Kind> {
    const { kind, metadata } = object;
    const namespace = resourceOf(kind).isNamespaced ? metadata.namespace : undefined;
    const key = { kind, name: metadata.name, namespace };
    const old = this.get(key);
    if (old === undefined) throw notFound(key);
    const isStale =
      (metadata.resourceVersion ?? '') !== '' && metadata.resourceVersion !== old.metadata.resourceVersion;
    if (isStale || (metadata.uid ?? old.metadata.uid) !== old.metadata.uid) throw changed(key);
    return old;
  }

  /** Who deletes says so by `deletion`; no other write begins a deletion or takes one back. */
  #change<Kind extends StoredKind>(
    old: Stored<Kind>,
    written: Stored<Kind>,
    deletion: ObjectMetadata = old.metadata,
  ): Stored<Kind> {
    const {
      namespace: _namespace,
      deletionTimestamp: _time,
      deletionGracePeriodSeconds: _grace,
      ...given
    } = written.metadata;
    const metadata = { ...given, ...identityOf(old.metadata), ...deletionOf(deletion) };
    if (isDeepStrictEqual({ ...written, metadata }, old)) return old;
    const begins = deletion.deletionTimestamp !== undefined && old.metadata.deletionTimestamp === undefined;
    const isOther = begins || !isDeepStrictEqual(specOf(old), specOf(written));
    const { generation } = old.metadata;
    const counted = generation === undefined ? {} : { generation: generation + (isOther ? 1 : 0) };
    const next = { ...written, metadata: { ...metadata, ...counted } } as Stored<Kind>;
    return isDeletionOver(next as Stored) ? this.#remove(next) : this.#commit('MODIFIED', next, old);
  }

  #remove<Kind extends StoredKind>(current: Stored<Kind>): Stored<Kind> {
    return this.#commit('DELETED', current, current);
  }

  #commit<Kind extends StoredKind>(
    type: ObjectChange['type'],
    written: Stored<Kind>,
    previous: Stored<Kind> | null,
  ): Stored<Kind> {
    const version = this.#version + 1;
    const metadata = { ...written.metadata, resourceVersion: String(version) };
    const object = deepFreeze({ ...written, metadata }) as Stored<Kind>;
    const change: ObjectChange = { type, object: object as Stored, previous: previous as Stored | null };
    this.#options.journal?.append(change);
    this.#version = version;
    this.#history.add(change);
    const objects = this.#kindMap(written.kind as StoredKind);
    const key = keyText(keyOf(object as Stored));
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, object as Stored);
    for (const listener of this.#listeners) listener(change);
    return object;
  }

  #kindMap(kind: StoredKind): Map<string, Stored> {
    const found = this.#objects.get(kind) ?? new Map<string, Stored>();
    this.#objects.set(kind, found);
    return found;
  }

  #timestamp(): string {
    return timestampAt(this.#options.clock.now());
  }

  /** As the admission plugin NamespaceLifecycle; for controllers too, who would fill what is being emptied. */
  #checkNamespace({ kind, name, namespace }: ObjectKey): void {
    if (namespace === undefined) return;
    const found = this.get({ kind: 'Namespace', name: namespace });
    if (found?.metadata.deletionTimestamp === undefined) return;
    throw forbidden(
      { kind, name, namespace },
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
  }
}

/** What no write changes. */
function identityOf(metadata: ObjectMetadata) {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp } = metadata;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    resourceVersion,
    creationTimestamp,
    ...(generation === undefined ? {} : { generation }),
  };
}

function deletionOf({ deletionTimestamp, deletionGracePeriodSeconds }: ObjectMetadata) {
  return deletionTimestamp === undefined ? {} : { deletionTimestamp, deletionGracePeriodSeconds };
}

/** Everything that is neither status nor metadata: of most kinds `spec`, of a ConfigMap `data`. */
function specOf(object: object): unknown {
  return { ...object, metadata: undefined, status: undefined };
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
