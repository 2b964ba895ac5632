import type { FieldPath } from '../../manifests/field-path.ts';
import { isJsonObject, type JsonObject } from '../patches/json-value.ts';

interface KnownFields {
  /** The value without the fields that its schema does not know. */
  readonly known: unknown;
  readonly unknown: readonly FieldPath[];
}

/** The fields that a schema knows, and those that it does not. */
export function findUnknownFields(schema: unknown, value: unknown): KnownFields {
  const unknown: FieldPath[] = [];
  const walk = (node: unknown, below: unknown, path: FieldPath): unknown => {
    if (!isJsonObject(node)) return below;
    if (Array.isArray(below))
      return below.map((entry, index) => walk(node['items'], entry, [...path, index]));
    if (!isJsonObject(below)) return below;
    return Object.fromEntries(
      Object.entries(below).flatMap(([name, field]) => {
        const at = [...path, name];
        const child = schemaOf(node, name);
        if (child !== null) return [[name, walk(child, field, at)] as const];
        unknown.push(at);
        return [];
      }),
    );
  };
  return { known: walk(schema, value, []), unknown };
}

/** Null where the schema knows no such field. */
function schemaOf({ properties, additionalProperties }: JsonObject, name: string): unknown {
  if (isJsonObject(properties) && Object.hasOwn(properties, name)) return properties[name];
  return additionalProperties === false ? null : additionalProperties;
}
