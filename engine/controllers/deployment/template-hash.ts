import { createHash } from 'node:crypto';
import { nameAlphabet } from '../../api/objects/generated-name.ts';
import { parseQuantity } from '../../manifests/parse-quantity.ts';
import type { PodTemplate } from '../../schemas/pod.ts';

export const templateHashLabel = 'pod-template-hash';

/** Their values are quantities, alone or by resource: `0.5` and `500m` are the same. */
const quantityFields: ReadonlySet<string> = new Set([
  'limits',
  'requests',
  'overhead',
  'sizeLimit',
  'divisor',
]);

/** Their entries are a person's own names, so that one with an empty value says something. */
const maps: ReadonlySet<string> = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector']);

/** A client written in Go leaves out their zero, as the type that it reads them into has no other absence. */
const zeroIsAbsent: ReadonlySet<string> = new Set([
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostPort',
  'initialDelaySeconds',
  'readOnly',
  'stdin',
  'stdinOnce',
  'tty',
]);

const texts = new WeakMap<PodTemplate, string>();

/**
 * A template as a text that is the same for all ways to write it: the order of keys, nulls, empty values and the form
 * of quantities do not matter. `kubectl rollout undo` sends an old template back as its own types write it:
 * `resources: {}`, `creationTimestamp: null`, `500m` where `0.5` was applied. The hash label is left out, because the
 * template of a ReplicaSet has it and that of its Deployment has not.
 */
export function canonicalTemplate(template: PodTemplate): string {
  const known = texts.get(template);
  if (known !== undefined) return known;
  const { metadata = {} } = template;
  const { [templateHashLabel]: _own, ...labels } = metadata.labels ?? {};
  const text = JSON.stringify(canonical({ ...template, metadata: { ...metadata, labels } }, '')) ?? '';
  texts.set(template, text);
  return text;
}

/**
 * What tells the ReplicaSets of a Deployment apart in their names. The collision count makes another hash of the same
 * template where the first one is taken.
 */
export function templateHash(template: PodTemplate, collisionCount: number): string {
  const digest = createHash('sha256').update(canonicalTemplate(template));
  if (collisionCount > 0) digest.update(String(collisionCount));
  const digits = String(digest.digest().readUInt32BE(0));
  return [...digits].map((digit) => nameAlphabet[digit.charCodeAt(0) % nameAlphabet.length]).join('');
}

/** Undefined for what says nothing. */
function canonical(value: unknown, field: string): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (zeroIsAbsent.has(field) && (value === false || value === 0)) return undefined;
  if (quantityFields.has(field) && typeof value !== 'object') return canonicalQuantity(value, field);
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((entry) => canonical(entry, '') ?? null);
  }
  if (typeof value !== 'object') return value;
  const ordered = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, canonicalEntry(inner, name, field)] as const)
    .filter(([, inner]) => inner !== undefined);
  return ordered.length === 0 ? undefined : Object.fromEntries(ordered);
}

function canonicalEntry(value: unknown, name: string, parent: string): unknown {
  if (maps.has(parent)) return value ?? undefined;
  return canonical(value, quantityFields.has(parent) ? parent : name);
}

function canonicalQuantity(value: unknown, field: string): unknown {
  const number = typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : null;
  if (number === null) return value;
  // A divisor of 0 is the default one.
  return field === 'divisor' && number === 0 ? undefined : Number(number.toPrecision(12));
}
