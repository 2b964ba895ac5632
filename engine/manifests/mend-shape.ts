import type { SchemaFinding } from './check-schema.ts';
import type { FieldPath } from './field-path.ts';

function parentOf(root: unknown, path: FieldPath): object | null {
  let value: unknown = root;
  for (const step of path.slice(0, -1)) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  }
  return typeof value === 'object' && value !== null ? value : null;
}

/** What was probably meant by a scalar of the wrong type; undefined when nobody can tell. */
function converted(value: unknown, wanted: readonly string[]): unknown {
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  if (!isScalar) return undefined;
  if (wanted.includes('string')) return String(value);
  const isNumeric = typeof value === 'string' && /^\d+$/.test(value);
  return isNumeric && (wanted.includes('integer') || wanted.includes('number')) ? Number(value) : undefined;
}

/**
 * A copy in which misshapen values are what was probably meant, or left out: only so that one wrong type does not hide what is wrong
 * between this object and the others. It is never run.
 */
export function mendShape(value: unknown, findings: readonly SchemaFinding[]): unknown {
  const copy = structuredClone(value);
  for (const { path, wantedTypes } of findings) {
    const last = path.at(-1);
    const parent = parentOf(copy, path);
    if (parent === null || last === undefined || wantedTypes.length === 0) continue;
    const mended = converted(Reflect.get(parent, last), wantedTypes);
    if (mended !== undefined) Reflect.set(parent, last, mended);
    else if (!Array.isArray(parent)) Reflect.deleteProperty(parent, last);
  }
  return copy;
}
