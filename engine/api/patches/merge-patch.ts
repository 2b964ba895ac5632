import { isJsonObject, type JsonObject, withoutFields } from './json-value.ts';

/** Merges a patch into a value as RFC 7386 says: null removes a field, and a list is replaced as a whole. */
export function applyMergePatch(current: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const target: JsonObject = isJsonObject(current) ? current : {};
  const kept = withoutFields(target, (name) => Object.hasOwn(patch, name) && patch[name] === null);
  const merged = Object.entries(patch).flatMap(([name, value]) => {
    if (value === null) return [];
    return [[name, applyMergePatch(Object.hasOwn(target, name) ? target[name] : undefined, value)] as const];
  });
  return { ...kept, ...Object.fromEntries(merged) };
}
