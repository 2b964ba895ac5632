export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function own(node: unknown, key: string): unknown {
  return isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

export function schemaBelow(schema: unknown, field: string): unknown {
  return own(own(schema, 'properties'), field) ?? own(schema, 'additionalProperties');
}

/**
 * The value without the fields that are null, as kubectl and the API server read it; the value itself when there are
 * none. A null entry of a list stays. Where the schema of a map's values says `x-null-is`, null is that value.
 */
export function withoutNulls(value: object, schema: unknown): object;
export function withoutNulls(value: unknown, schema: unknown): unknown;
export function withoutNulls(value: unknown, schema: unknown): unknown {
  if (Array.isArray(value)) {
    const items = own(schema, 'items');
    const entries = value.map((entry: unknown) => withoutNulls(entry, items));
    return entries.every((entry, index) => entry === value[index]) ? value : entries;
  }
  if (!isObject(value)) return value;
  const fields = Object.entries(value).flatMap(([name, written]) => {
    const below = schemaBelow(schema, name);
    const read = written === null ? own(below, 'x-null-is') : withoutNulls(written, below);
    return read === undefined ? [] : [[name, read] as const];
  });
  const isSame =
    fields.length === Object.keys(value).length && fields.every(([name, read]) => read === value[name]);
  return isSame ? value : Object.fromEntries(fields);
}
