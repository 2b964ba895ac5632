import { fieldOf, isJsonObject, type JsonObject, withoutFields } from '../patches/json-value.ts';
import type { MergeRule } from '../patches/merge-rules.ts';
import { orderEntries } from '../patches/order-entries.ts';

interface Versions {
  /** What was applied last. */
  readonly original: JsonObject;
  /** What is to be applied now. */
  readonly modified: JsonObject;
  /** What there is. */
  readonly current: JsonObject;
}

/**
 * What there is, with everything that is to be applied, and without what was applied last and is no more: others'
 * fields and entries stay. What kubectl's patch of the same three would make of it.
 * https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#merge-patch-calculation
 */
export function mergeThreeWay(rule: MergeRule, { original, modified, current }: Versions): JsonObject {
  const isWritten = (name: string) => fieldOf(modified, name) !== undefined && modified[name] !== null;
  const isDropped = (name: string) =>
    !isWritten(name) &&
    (Object.hasOwn(original, name) || Object.hasOwn(modified, name) || rule.keepsNamed === true);
  const merged = Object.keys(modified)
    .filter(isWritten)
    .map((name) => {
      const values = [original, modified, current].map((version) => fieldOf(version, name));
      return [name, mergeValue(rule.fields?.[name] ?? {}, values)] as const;
    });
  return { ...withoutFields(current, isDropped), ...Object.fromEntries(merged) };
}

function mergeValue(rule: MergeRule, [original, modified, current]: readonly unknown[]): unknown {
  if (isJsonObject(modified))
    return mergeThreeWay(rule, {
      original: objectOrEmpty(original),
      modified,
      current: rule.replaces === true ? {} : objectOrEmpty(current),
    });
  if (!Array.isArray(modified)) return modified;
  const lists = { original: listOrEmpty(original), modified, current: listOrEmpty(current) };
  if (rule.isSet === true) return mergeTexts(lists);
  const { mergeKey } = rule;
  const isKeyed = mergeKey !== undefined && modified.every((entry) => fieldOf(entry, mergeKey) !== undefined);
  return isKeyed ? mergeEntries(rule, mergeKey, lists) : modified;
}

interface Lists {
  readonly original: readonly unknown[];
  readonly modified: readonly unknown[];
  readonly current: readonly unknown[];
}

function mergeTexts({ original, modified, current }: Lists): readonly unknown[] {
  const kept = current.filter((entry) => modified.includes(entry) || !original.includes(entry));
  const entries = [...kept, ...modified.filter((entry) => !current.includes(entry))];
  return orderEntries(entries, (entry) => entry, modified, current);
}

function mergeEntries(
  rule: MergeRule,
  mergeKey: string,
  { original, modified, current }: Lists,
): readonly unknown[] {
  const keyOf = (entry: unknown) => fieldOf(entry, mergeKey);
  const byKey = (list: readonly unknown[]) => new Map(list.map((entry) => [keyOf(entry), entry]));
  const [originals, modifieds, currents] = [byKey(original), byKey(modified), byKey(current)];
  const kept = current.filter((entry) => !originals.has(keyOf(entry)) && !modifieds.has(keyOf(entry)));
  const merged = [...modifieds].map(([key, entry]) =>
    mergeThreeWay(rule, {
      original: objectOrEmpty(originals.get(key)),
      modified: objectOrEmpty(entry),
      current: objectOrEmpty(currents.get(key)),
    }),
  );
  const keys = [...modifieds.keys()];
  return orderEntries<unknown>([...kept, ...merged], keyOf, keys, current.map(keyOf));
}

function objectOrEmpty(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOrEmpty(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
