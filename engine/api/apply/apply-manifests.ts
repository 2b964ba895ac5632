import { isDeepStrictEqual } from 'node:util';
import { type KindName, kindNames } from '../../schemas/kinds.ts';
import type { Admission } from '../admission/admission.ts';
import { findFixedFields } from '../admission/find-fixed-fields.ts';
import type { Stored, WrittenObject } from '../objects/api-object.ts';
import { resourceOf } from '../objects/resources.ts';
import type { JsonObject } from '../patches/json-value.ts';
import { mergeRuleOf } from '../patches/merge-rules.ts';
import { keyOf, keyText, type ObjectKey } from '../store/object-key.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { immortalNamespaces } from '../store/refusals.ts';
import type { ClusterWriter } from '../writing/cluster-writer.ts';
import { lastAppliedOf, withLastApplied } from './last-applied.ts';
import { mergeThreeWay } from './merge-three-way.ts';

interface ApplyOptions {
  readonly store: ObjectStore;
  readonly writer: ClusterWriter;
  readonly admission: Admission;
  /** What the files say, as they say it. */
  readonly objects: readonly WrittenObject[];
  /** Whether the engine itself made an object, so that it is not listed as applied by hand. */
  isMadeHere(object: Stored): boolean;
}

interface ObjectByHand {
  readonly key: ObjectKey;
  /** Why it would be refused today, though it stays; null when it would not. */
  readonly problem: string | null;
}

export interface ApplyResult {
  readonly created: readonly ObjectKey[];
  readonly configured: readonly ObjectKey[];
  readonly unchanged: readonly ObjectKey[];
  /** An earlier start applied them, and no file has them now. */
  readonly pruned: readonly ObjectKey[];
  /** In no file; somebody applied them. */
  readonly byHand: readonly ObjectByHand[];
}

type Outcome = 'created' | 'configured' | 'unchanged';

/**
 * Tells the objects of files from those that somebody applied. It lies with the object, so that no crash parts them.
 */
const fromFiles = 'petstore.dev/from-files';

/** Where kubectl puts what names no namespace. */
const defaultNamespace = 'default';

/**
 * Makes the objects what the files say, and leaves alone what they do not say. Throws `object-invalid` for one of the
 * files; one that was applied by hand never fails it.
 */
export function applyManifests(options: ApplyOptions): ApplyResult {
  const { store, objects } = options;
  const outcomes = inOrder(objects).map((written) => {
    const applied = asApplied(written);
    return { key: keyOf(applied as unknown as Stored), outcome: applyObject(applied, options) };
  });
  const keysOf = (wanted: Outcome) =>
    outcomes.filter(({ outcome }) => outcome === wanted).map(({ key }) => key);
  const declared = new Set(outcomes.map(({ key }) => text(key)));
  const strangers = declarableObjects(store).filter((object) => !declared.has(text(keyOf(object))));
  const byHand = objectsByHand(options).filter((object) => !declared.has(text(keyOf(object))));
  const pruned = strangers.filter((object) => isFromFiles(object) && !holdsOthers(object, byHand)).reverse();
  for (const object of pruned) store.delete(keyOf(object), { propagationPolicy: 'Background' });
  return {
    created: keysOf('created'),
    configured: keysOf('configured'),
    unchanged: keysOf('unchanged'),
    pruned: pruned.map((object) => keyOf(object)),
    byHand: byHand.map((object) => ({ key: keyOf(object), problem: options.admission.problemOf(object) })),
  };
}

interface ByHandOptions extends Pick<ApplyOptions, 'isMadeHere'> {
  readonly store: Pick<ObjectStore, 'list'>;
}

/** Those that no start has applied and nothing else made. */
export function objectsByHand(options: ByHandOptions): readonly Stored[] {
  return declarableObjects(options.store).filter(
    (object) => !isFromFiles(object) && !isOwned(object, options),
  );
}

function declarableObjects(store: Pick<ObjectStore, 'list'>): readonly Stored[] {
  return kindNames.flatMap((kind): readonly Stored[] => store.list(kind));
}

/** Namespaces before what lies in them. */
function inOrder(
  objects: readonly WrittenObject[],
): readonly (WrittenObject & { readonly kind: KindName })[] {
  return kindNames.flatMap((kind) =>
    objects.flatMap((object) => (object.kind === kind ? [{ ...object, kind }] : [])),
  );
}

function asApplied(
  written: WrittenObject & { readonly kind: KindName },
): WrittenObject & { readonly kind: KindName } {
  const { kind, metadata } = written;
  const namespace = metadata.namespace ?? defaultNamespace;
  const placed = resourceOf(kind).isNamespaced ? { ...metadata, namespace } : metadata;
  const applied = withLastApplied({ ...written, metadata: placed }) as typeof written;
  const annotations = { ...applied.metadata.annotations, [fromFiles]: 'true' };
  return { ...applied, metadata: { ...applied.metadata, annotations } };
}

function applyObject(
  applied: WrittenObject & { readonly kind: KindName },
  { store, writer }: ApplyOptions,
): Outcome {
  const { kind, metadata } = applied;
  const { name, namespace } = metadata;
  const key = { kind, name, namespace };
  const found: Stored | undefined = store.get(key);
  const options = { fieldValidation: 'Strict', comparesOthers: false } as const;
  if (found === undefined) {
    writer.create(kind, namespace, applied, options);
    return 'created';
  }
  const current = found as Stored & JsonObject;
  const merged = mergeThreeWay(mergeRuleOf(kind), {
    original: lastAppliedOf(current),
    modified: applied,
    current,
  });
  const isEnding = current.metadata.deletionTimestamp !== undefined;
  if (!isEnding && isDeepStrictEqual(merged, current)) return 'unchanged';
  if (isEnding || findFixedFields(kind, current, merged).length > 0) {
    // A start does what a person would do next: nothing runs yet that a new object could disturb.
    store.remove(key);
    writer.create(kind, namespace, applied, options);
    return 'configured';
  }
  return writer.update(key, merged, options).object === found ? 'unchanged' : 'configured';
}

function text({ kind, ...key }: ObjectKey): string {
  return `${kind}/${keyText(key)}`;
}

export function isFromFiles({ metadata }: Stored): boolean {
  return metadata.annotations?.[fromFiles] !== undefined;
}

/** Made by a controller, the engine, or every cluster. */
function isOwned(object: Stored, { isMadeHere }: Pick<ApplyOptions, 'isMadeHere'>): boolean {
  const { kind, metadata } = object;
  const isOfCluster = kind === 'Namespace' && immortalNamespaces.includes(metadata.name);
  return isOfCluster || (metadata.ownerReferences ?? []).length > 0 || isMadeHere(object);
}

/** A namespace would take with it what somebody else has put there. */
function holdsOthers({ kind, metadata }: Stored, byHand: readonly Stored[]): boolean {
  if (kind !== 'Namespace') return false;
  const isKept = immortalNamespaces.includes(metadata.name);
  return isKept || byHand.some((other) => other.metadata.namespace === metadata.name);
}
