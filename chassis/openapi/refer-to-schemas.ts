/** Schemas by the name under which `components` holds them. */
export type NamedSchemas = Readonly<Record<string, unknown>>;

export interface SchemaReferences {
  /** The schema with `$ref` in the place of every named one. */
  refer(schema: unknown): unknown;
  /** Every named schema that was referred to so far, those that they refer to included. */
  used(): Readonly<Record<string, unknown>>;
}

/** Finds named schemas inside of others by what they say, since a schema that is made optional is a copy. */
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
