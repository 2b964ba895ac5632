import { createHash } from 'node:crypto';

/**
 * The same for two requests that say the same, whatever the order of their fields. `target` is the method and path, where the scope of the key
 * does not name the operation.
 */
export function hashRequest(body: unknown, target?: string): string {
  const text = JSON.stringify(sorted(body ?? null));
  return createHash('sha256')
    .update(target === undefined ? text : `${target}\n${text}`)
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
