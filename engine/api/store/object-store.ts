import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@petstore/chassis/time';
import { apiErrors } from '../errors.ts';
import type { ObjectMetadata, Stored, StoredKind, WrittenObject } from '../objects/api-object.ts';
import { isStoredKind, resourceOf } from '../objects/resources.ts';

/** Which object; without a namespace for kinds that belong to none. */
export interface ObjectKey<Kind extends StoredKind = StoredKind> {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string | undefined;
}

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

interface DeletionOptions {
  /** How long a Pod may take to end; its `terminationGracePeriodSeconds` by default. */
  readonly graceSeconds?: number | undefined;
}

const defaultGraceSeconds = 30;

/**
 * All objects of the cluster, in memory. Every write is complete when its call returns, and kept by the journal before
 * that.
 */
export class ObjectStore {
  readonly #options: ObjectStoreOptions;
  readonly #objects = new Map<StoredKind, Map<string, Stored>>();
  readonly #listeners = new Set<ChangeListener>();
  #version: number;

  constructor(options: ObjectStoreOptions) {
    this.#options = options;
    this.#version = options.lastVersion ?? 0;
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

  /** Throws `object-exists`, and `object-invalid` for a kind that is not stored. */
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
    const created = {
      ...object,
      metadata: {
        ...metadata,
        uid: metadata.uid ?? randomUUID(),
        generation: 1,
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
   * Begins to delete: a Pod that runs on the node gets its grace, and what has finalizers waits for them; anything else
   * is gone at once. Returns the object as it is then. Throws `object-not-found`.
   */
  delete<Kind extends StoredKind>(key: ObjectKey<Kind>, options: DeletionOptions = {}): Stored<Kind> {
    const current = this.get(key);
    if (current === undefined) throw notFound(key);
    const graceSeconds = graceOf(current, options);
    const waits = graceSeconds > 0 || (current.metadata.finalizers ?? []).length > 0;
    if (!waits) return this.#remove(current);
    const { deletionTimestamp, deletionGracePeriodSeconds = Number.POSITIVE_INFINITY } = current.metadata;
    if (deletionTimestamp !== undefined && graceSeconds >= deletionGracePeriodSeconds) return current;
    const metadata = {
      ...current.metadata,
      deletionTimestamp: this.#timestamp(graceSeconds),
      deletionGracePeriodSeconds: graceSeconds,
    };
    return this.#change(current, { ...current, metadata });
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

  #change<Kind extends StoredKind>(old: Stored<Kind>, written: Stored<Kind>): Stored<Kind> {
    if (
      isDeepStrictEqual({ ...written, metadata: { ...written.metadata, ...identityOf(old.metadata) } }, old)
    )
      return old;
    const generation =
      (old.metadata.generation ?? 1) + (isDeepStrictEqual(specOf(old), specOf(written)) ? 0 : 1);
    const metadata = { ...written.metadata, ...identityOf(old.metadata), generation };
    const isOver =
      metadata.deletionTimestamp !== undefined &&
      (metadata.finalizers ?? []).length === 0 &&
      old.kind !== 'Pod';
    const next = { ...written, metadata } as Stored<Kind>;
    return isOver ? this.#remove(next) : this.#commit('MODIFIED', next, old);
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

  #timestamp(afterSeconds = 0): string {
    return timestampAt(this.#options.clock.now() + afterSeconds * 1000);
  }
}

/** As the API server writes times: RFC 3339 in whole seconds. */
export function timestampAt(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function keyOf<Kind extends StoredKind>(object: Stored<Kind>): ObjectKey<Kind> {
  const { kind, metadata } = object as Stored;
  return { kind: kind as Kind, name: metadata.name, namespace: metadata.namespace };
}

function keyText({ name, namespace = '' }: Pick<ObjectKey, 'name' | 'namespace'>): string {
  return `${namespace}/${name}`;
}

function identityOf({ uid, resourceVersion, generation, creationTimestamp }: ObjectMetadata) {
  return { uid, resourceVersion, creationTimestamp, ...(generation === undefined ? {} : { generation }) };
}

/** Everything that is neither status nor metadata: of most kinds `spec`, of a ConfigMap `data`. */
function specOf(object: object): unknown {
  return { ...object, metadata: undefined, status: undefined };
}

function graceOf({ kind, ...object }: Stored, { graceSeconds }: DeletionOptions): number {
  if (kind !== 'Pod' || !('spec' in object)) return 0;
  const spec: unknown = object.spec;
  if (typeof spec !== 'object' || spec === null || Reflect.get(spec, 'nodeName') === undefined) return 0;
  const own: unknown = Reflect.get(spec, 'terminationGracePeriodSeconds');
  return graceSeconds ?? (typeof own === 'number' ? own : defaultGraceSeconds);
}

function notFound({ kind, name, namespace }: ObjectKey) {
  const { plural, group } = resourceOf(kind);
  return apiErrors.create('object-not-found', {
    message: `${group === '' ? plural : `${plural}.${group}`} ${JSON.stringify(name)} not found`,
    details: { kind, name, namespace, plural },
  });
}

function changed({ kind, name, namespace }: ObjectKey) {
  const { plural, group } = resourceOf(kind);
  return apiErrors.create('object-changed', {
    message: `Operation cannot be fulfilled on ${group === '' ? plural : `${plural}.${group}`} ${JSON.stringify(name)}: the object has been modified; please apply your changes to the latest version and try again`,
    details: { kind, name, namespace, plural },
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
