/** `name=value` of each field; texts that hold spaces are quoted, objects are JSON. */
export function formatFields(fields: readonly (readonly [string, unknown])[]): string {
  return fields.map(([name, value]) => `${name}=${formatValue(value)}`).join(' ');
}

function formatValue(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value) ?? String(value);
}
