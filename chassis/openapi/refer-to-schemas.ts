/** Schemas by the name under which `components` holds them. */
type NamedSchemas = Readonly<Record<string, unknown>>;

export interface SchemaReferences {
  /** Replaces every named schema in a schema by `$ref`. */
  refer(schema: unknown): unknown;
  /** Named schemas referred to so far, directly or by another named schema. */
  used(): Readonly<Record<string, unknown>>;
}

/** Finds named schemas in other schemas by their content, because making a schema optional copies it. */
export function createSchemaReferences(named: NamedSchemas): SchemaReferences {
  const nameByText = new Map<string, string>();
  for (const [name, schema] of Object.entries(named)) {
    const text = JSON.stringify(schema);
    if (!nameByText.has(text)) nameByText.set(text, name);
  }
  const used = new Map<string, unknown>();

  function refer(schema: unknown): unknown {
    if (typeof schema !== 'object' || schema === null) return schema;
    const name = nameByText.get(JSON.stringify(schema));
    return name === undefined ? within(schema) : referenceTo(name, schema);
  }

  function referenceTo(name: string, schema: object): unknown {
    if (!used.has(name)) {
      used.set(name, null);
      used.set(name, within(schema));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  function within(schema: object): unknown {
    if (Array.isArray(schema)) return schema.map(refer);
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refer(value)]));
  }

  return {
    refer,
    used: () => Object.fromEntries([...used].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}
