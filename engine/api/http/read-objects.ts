import { groupVersionOf } from '../discovery/index.ts';
import { apiErrors } from '../errors.ts';
import type { Stored, StoredKind } from '../objects/api-object.ts';
import { renderTable } from '../tables/index.ts';
import type { IncludedObject, TableOptions } from '../tables/render-table.ts';
import { acceptedTable } from './accepted-form.ts';
import { type Answer, ok } from './answer.ts';
import type { ObjectCall, ServedCluster } from './api-call.ts';
import { selectorOf } from './select-objects.ts';
import { currentObject } from './target-object.ts';

/** One object, in the form that the client asks for. */
export function readObject(call: ObjectCall, { store, clock }: ServedCluster): Answer {
  const object = currentObject(call, store);
  const options = tableOptionsOf(call, clock.now());
  if (options === null) return ok(object);
  return ok(renderTable(call.kind, [object], { resourceVersion: object.metadata.resourceVersion }, options));
}

/** The objects that a client selects, in the order of their names and in chunks where it asks for them. */
export function listObjects(call: ObjectCall, { store, clock }: ServedCluster): Answer {
  const { kind, target, query, resource } = call;
  const selected = store.list(kind, target.namespace).filter(selectorOf(call));
  const { items, metadata } = chunkOf(selected.toSorted(byPlace), query, store.resourceVersion);
  const options = tableOptionsOf(call, clock.now());
  if (options !== null) return ok(renderTable(kind, items, metadata, options));
  return ok(listOfItems(resource, metadata, items));
}

export function listOfItems(
  { kind, group, version }: { readonly kind: string; readonly group: string; readonly version: string },
  metadata: object,
  items: readonly unknown[],
) {
  return { kind: `${kind}List`, apiVersion: groupVersionOf(group, version), metadata, items };
}

/** Null when the client wants the objects themselves. */
export function tableOptionsOf(
  { request, query }: Pick<ObjectCall, 'request' | 'query'>,
  nowMs: number,
): TableOptions | null {
  const apiVersion = acceptedTable(request.headers.accept);
  if (apiVersion === null) return null;
  const include = query.get('includeObject') ?? 'Metadata';
  if (!isIncluded(include))
    throw apiErrors.create('request-invalid', {
      message: `invalid includeObject: ${JSON.stringify(include)}`,
    });
  return { apiVersion, include, nowMs, withColumns: true };
}

function isIncluded(text: string): text is IncludedObject {
  return text === 'None' || text === 'Metadata' || text === 'Object';
}

interface Chunk {
  readonly items: readonly Stored[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * All chunks carry the version of the first one: what changed in between is told again by a watch from there.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
function chunkOf(objects: readonly Stored[], query: URLSearchParams, version: string): Chunk {
  const limit = Number(query.get('limit') || '0');
  if (!Number.isInteger(limit) || limit < 0)
    throw apiErrors.create('request-invalid', { message: 'limit must be a whole number' });
  const from = parseContinuation(query.get('continue') ?? '');
  const left = from === null ? objects : objects.filter((object) => placeOf(object) > from.after);
  const items = limit === 0 ? left : left.slice(0, limit);
  const last = items.at(-1);
  const resourceVersion = from?.version ?? version;
  if (last === undefined || items.length === left.length) return { items, metadata: { resourceVersion } };
  const remainingItemCount = left.length - items.length;
  const continuation = JSON.stringify({ version: resourceVersion, after: placeOf(last) });
  const token = Buffer.from(continuation).toString('base64url');
  return { items, metadata: { resourceVersion, continue: token, remainingItemCount } };
}

function parseContinuation(token: string): { readonly version: string; readonly after: string } | null {
  if (token === '') return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    const version: unknown = Reflect.get(Object(read), 'version');
    const after: unknown = Reflect.get(Object(read), 'after');
    if (typeof version === 'string' && typeof after === 'string') return { version, after };
  } catch {
    // What is not even JSON gets the same answer as a token of the wrong shape.
  }
  throw apiErrors.create('request-invalid', { message: 'continue key is not valid' });
}

function byPlace(one: Stored, other: Stored): number {
  return placeOf(one) < placeOf(other) ? -1 : 1;
}

/** Where an object stands in the order of lists: a namespace's objects stand together. */
function placeOf({ metadata: { namespace = '', name } }: Stored<StoredKind>): string {
  return `${namespace}/${name}`;
}
