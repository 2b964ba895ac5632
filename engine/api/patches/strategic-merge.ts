import { apiErrors } from '../errors.ts';
import { fieldOf, isJsonObject, type JsonObject, withoutFields } from './json-value.ts';
import type { MergeRule } from './merge-rules.ts';
import { orderEntries } from './order-entries.ts';

const directive = '$patch';
const retainedKeys = '$retainKeys';
const orderPrefix = '$setElementOrder/';
const deletionPrefix = '$deleteFromPrimitiveList/';

/**
 * Merges a patch as the API server does for kinds of its own: lists that have a merge key entry by entry, with the
 * directives that kubectl writes. Throws `patch-malformed`.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function applyStrategicMerge(current: unknown, patch: unknown, rule: MergeRule): unknown {
  if (!isJsonObject(patch)) throw malformed('a strategic merge patch is an object');
  return mergeObject(isJsonObject(current) ? current : {}, patch, rule);
}

function mergeObject(current: JsonObject, patch: JsonObject, rule: MergeRule): JsonObject {
  const order = fieldOf(patch, directive);
  if (order === 'replace') return plainObject(patch);
  if (order === 'delete') return {};
  if (order !== undefined && order !== 'merge')
    throw malformed(`${directive} must be replace, delete or merge`);
  const base = retain(current, patch);
  const written = Object.entries(patch).filter(([name]) => !isDirective(name));
  const names = new Set([...written.map(([name]) => name), ...listNames(patch)]);
  const removed = new Set(written.filter(([, value]) => value === null).map(([name]) => name));
  const merged = [...names].flatMap((name) => {
    const value = mergeField(base, patch, name, rule.fields?.[name] ?? {});
    return removed.has(name) || value === undefined ? [] : [[name, value] as const];
  });
  return { ...withoutFields(base, (name) => removed.has(name)), ...Object.fromEntries(merged) };
}

/** Lists that a patch orders or takes from, although it may add nothing to them. */
function listNames(patch: JsonObject): string[] {
  return Object.keys(patch).flatMap((name) =>
    [orderPrefix, deletionPrefix]
      .filter((prefix) => name.startsWith(prefix))
      .map((prefix) => name.slice(prefix.length)),
  );
}

function mergeField(current: JsonObject, patch: JsonObject, name: string, rule: MergeRule): unknown {
  const old = fieldOf(current, name);
  const value = fieldOf(patch, name);
  if (isJsonObject(value))
    return isJsonObject(old) && rule.replaces !== true ? mergeObject(old, value, rule) : plain(value);
  const order = listOrAbsent(patch, `${orderPrefix}${name}`);
  const deletions = listOrAbsent(patch, `${deletionPrefix}${name}`);
  if (value === undefined && !Array.isArray(old)) return old;
  if (value !== undefined && !Array.isArray(value)) return value;
  const before: readonly unknown[] = Array.isArray(old) ? old : [];
  const added: readonly unknown[] = value ?? [];
  if (rule.mergeKey !== undefined) return mergeEntries(before, added, order, rule.mergeKey, rule);
  if (rule.isSet !== true) return value === undefined ? old : added.map(plain);
  const kept = before.filter((entry) => deletions?.includes(entry) !== true);
  const entries = [...kept, ...added.filter((entry) => !kept.includes(entry))];
  return order === undefined ? entries : orderEntries(entries, (entry) => entry, order, before);
}

function listOrAbsent(patch: JsonObject, name: string): readonly unknown[] | undefined {
  const value = fieldOf(patch, name);
  if (value === undefined || Array.isArray(value)) return value;
  throw malformed(`${name} must be a list`);
}

function mergeEntries(
  before: readonly unknown[],
  added: readonly unknown[],
  order: readonly unknown[] | undefined,
  mergeKey: string,
  rule: MergeRule,
): readonly unknown[] {
  const keyOf = (entry: unknown) => fieldOf(entry, mergeKey);
  const ofDirective = (name: string) => added.filter((entry) => fieldOf(entry, directive) === name);
  // One entry that says replace stands for the whole list.
  if (ofDirective('replace').length > 0)
    return added.filter((entry) => fieldOf(entry, directive) !== 'replace').map(plain);
  const deleted = new Set(ofDirective('delete').map((entry) => requireKey(entry, mergeKey)));
  const entries = before.filter((entry) => !deleted.has(keyOf(entry)));
  for (const entry of added) {
    if (fieldOf(entry, directive) === 'delete') continue;
    const key = requireKey(entry, mergeKey);
    const place = entries.findIndex((other) => keyOf(other) === key);
    const known = place === -1 ? {} : entries[place];
    const merged = mergeObject(isJsonObject(known) ? known : {}, isJsonObject(entry) ? entry : {}, rule);
    if (place === -1) entries.push(merged);
    else entries[place] = merged;
  }
  if (order === undefined) return entries;
  const wanted = order.map((entry) => requireKey(entry, mergeKey));
  return orderEntries(entries, keyOf, wanted, before.map(keyOf));
}

function requireKey(entry: unknown, mergeKey: string): unknown {
  const key = fieldOf(entry, mergeKey);
  if (key === undefined)
    throw malformed(`an entry of a list has no ${mergeKey}, by which entries are told apart`);
  return key;
}

/** Of a map whose fields exclude one another, only those that the patch names stay. */
function retain(current: JsonObject, patch: JsonObject): JsonObject {
  const retained = listOrAbsent(patch, retainedKeys);
  if (retained === undefined) return current;
  const stranger = Object.keys(patch).find(
    (name) => !isDirective(name) && patch[name] !== null && !retained.includes(name),
  );
  if (stranger !== undefined) throw malformed(`${stranger} is not among the ${retainedKeys}`);
  return withoutFields(current, (name) => !retained.includes(name));
}

function isDirective(name: string): boolean {
  return (
    name === directive ||
    name === retainedKeys ||
    name.startsWith(orderPrefix) ||
    name.startsWith(deletionPrefix)
  );
}

/** A value that is new as a whole: without directives, and without the fields that it would delete. */
function plain(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .filter((entry) => fieldOf(entry, directive) === undefined)
      .map((entry: unknown) => plain(entry));
  return isJsonObject(value) ? plainObject(value) : value;
}

function plainObject(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => !isDirective(name) && field !== null)
      .map(([name, field]) => [name, plain(field)]),
  );
}

function malformed(reason: string) {
  return apiErrors.create('patch-malformed', { message: `The patch cannot be read: ${reason}.` });
}
