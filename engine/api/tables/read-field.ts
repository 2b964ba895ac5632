/**
 * Reads objects by the paths of their JSON: a status is written by controllers and, through the API, by anybody, so
 * nothing can be expected of its shape.
 */
export function fieldOf(object: unknown, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

export function textOf(object: unknown, path: string): string {
  const value = fieldOf(object, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function numberOf(object: unknown, path: string): number {
  const value = fieldOf(object, path);
  return typeof value === 'number' ? value : 0;
}

export function listOf(object: unknown, path: string): readonly unknown[] {
  const value = fieldOf(object, path);
  return Array.isArray(value) ? value : [];
}

export function keysOf(object: unknown, path: string): readonly string[] {
  const value = fieldOf(object, path);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** `key=value,...`, or `<none>`. */
export function labelsText(object: unknown, path: string): string {
  const keys = keysOf(object, path).toSorted();
  return keys.length === 0
    ? '<none>'
    : keys.map((key) => `${key}=${String(Reflect.get(Object(fieldOf(object, path)), key))}`).join(',');
}
