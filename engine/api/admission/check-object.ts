import { isDeepStrictEqual } from 'node:util';
import { checkPodProcesses } from '../../manifests/checks/check-processes.ts';
import type { AllowedVariables } from '../../manifests/checks/decide-variable.ts';
import { type FieldPath, formatFieldOfEvery, formatPath } from '../../manifests/field-path.ts';
import type { Finding } from '../../manifests/manifest-problem.ts';
import { findInapplicableFields } from '../../manifests/reading/find-inapplicable-fields.ts';
import { findSchemaViolations, type SchemaFinding } from '../../manifests/reading/find-schema-violations.ts';
import { withoutNulls } from '../../manifests/reading/without-nulls.ts';
import type { EnvFromSource } from '../../schemas/environment.ts';
import { type KindName, kindDefinition, type ObjectOfKind } from '../../schemas/kinds.ts';
import type { Stored } from '../objects/api-object.ts';
import { fieldOf, type JsonObject, withoutFields } from '../patches/json-value.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { findContradictions, findOwnContradictions } from './find-contradictions.ts';
import { findFixedFields, valueAt } from './find-fixed-fields.ts';
import { findUnknownFields } from './find-unknown-fields.ts';
import { type Cause, causeAt } from './invalid-object.ts';
import { withDefaults } from './object-defaults.ts';

/** What a person said of the processes that may run on this machine. */
export interface ProcessRules {
  readonly appDirectory: string | null;
  readonly allowedVariables: AllowedVariables;
}

export interface CheckedObject {
  /** With defaults; null when it does not have the shape of its kind. */
  readonly object: ObjectOfKind[KindName] | null;
  /** Why it is refused. */
  readonly causes: readonly Cause[];
  readonly unknownFields: readonly FieldPath[];
  /** What its writer should know; of a refused object nothing. */
  readonly warnings: readonly string[];
}

interface CheckOptions {
  readonly old: Stored | null;
  /** Whose objects it must agree with. */
  readonly namespace: string;
  readonly store: ObjectStore;
  readonly processes: ProcessRules;
  /** Whether contradictions with other objects are reported; true by default. */
  readonly comparesOthers?: boolean | undefined;
}

const longestAnnotations = 256 * 1024;

/** Everything that is wrong with an object of a kind that manifests declare; without identity and status. */
export function checkObject(kind: KindName, written: JsonObject, options: CheckOptions): CheckedObject {
  const { schema } = kindDefinition(kind);
  const { known, unknown: unknownFields } = findUnknownFields(schema, written);
  const value = withAllocated(kind, { ...withoutNulls(known as JsonObject, schema) }, options.old);
  const { idle, refused } = findInapplicableFields(schema, value);
  const shape = [
    ...findSchemaViolations(schema, value).map(causeOfViolation),
    ...refused.map(({ path, message }) => causeAt('FieldValueInvalid', path, message)),
    ...checkMetadata(kind, value),
  ];
  if (shape.length > 0) return { object: null, causes: shape, unknownFields, warnings: [] };
  // The only place where what was written takes the type of its kind: its schema has just been checked.
  const object = withDefaults(kind, value as unknown as ObjectOfKind[typeof kind]);
  const causes = checkContent(kind, object, options);
  if (causes.length > 0) return { object, causes, unknownFields, warnings: [] };
  const isNew = ({ path }: { readonly path: FieldPath }) =>
    !isDeepStrictEqual(valueAt(value, path), valueAt(options.old, path));
  const warnings = [...describeIdle(idle.filter(isNew)), ...contradictionWarnings(kind, object, options)];
  return { object, causes: [], unknownFields, warnings };
}

/** Rules that cost more than the schema are looked at where something beside the metadata changes. */
function checkContent(kind: KindName, object: ObjectOfKind[KindName], options: CheckOptions): Cause[] {
  const { old, processes } = options;
  const fixed = old === null ? [] : findFixedFields(kind, old, object);
  if (!changesContent(object, old)) return fixed;
  const own = findOwnContradictions(kind, object);
  const programs = processFindings(object, processes, () => []);
  return [
    ...fixed,
    ...[...own, ...programs].map(({ path, message }) => causeAt('FieldValueInvalid', path, message)),
  ];
}

/** Contradictions to other objects refuse nothing: `kubectl apply -k` sends them one by one. */
function contradictionWarnings(
  kind: KindName,
  object: ObjectOfKind[KindName],
  { old, namespace, store, processes, comparesOthers = true }: CheckOptions,
): string[] {
  if (!comparesOthers || !changesContent(object, old)) return [];
  const keysOf = ({ configMapRef, secretRef }: EnvFromSource) => {
    const configMap = configMapRef && store.get({ kind: 'ConfigMap', name: configMapRef.name, namespace });
    const secret = secretRef && store.get({ kind: 'Secret', name: secretRef.name, namespace });
    return Object.keys((configMap ?? secret)?.data ?? {});
  };
  const variables = processFindings(object, processes, keysOf);
  return [...findContradictions(kind, object, store, namespace), ...variables].map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

/** What may not run on this machine. */
function processFindings(
  object: ObjectOfKind[KindName],
  rules: ProcessRules,
  keysOf: (source: EnvFromSource) => readonly string[],
): Finding[] {
  if (object.kind !== 'Deployment') return [];
  return checkPodProcesses(object.spec.template.spec, { ...rules, keysOf }).map(({ path, message }) => ({
    path: ['spec', 'template', 'spec', ...path],
    message,
  }));
}

function changesContent(object: object, old: Stored | null): boolean {
  const contentOf = (whole: object) =>
    withoutFields({ ...whole }, (name) => name === 'metadata' || name === 'status');
  return old === null || !isDeepStrictEqual(contentOf(object), contentOf(old));
}

/** Whoever writes a Service back without its address does not mean to change it. */
function withAllocated(kind: KindName, value: JsonObject, old: Stored | null): JsonObject {
  const spec = fieldOf(value, 'spec');
  const address = kind === 'Service' ? valueAt(old, ['spec', 'clusterIP']) : undefined;
  if (address === undefined || (fieldOf(spec, 'clusterIP') ?? '') !== '') return value;
  return { ...value, spec: { ...(spec as JsonObject), clusterIP: address } };
}

function causeOfViolation({ path, message, breaksShape, wantedTypes }: SchemaFinding): Cause {
  if (!breaksShape) return causeAt('FieldValueInvalid', path, message);
  return causeAt(wantedTypes.length === 0 ? 'FieldValueRequired' : 'FieldValueTypeInvalid', path, message);
}

/** What the schemas of metadata leave out: it depends on the kind, or is a sum. */
function checkMetadata(kind: KindName, value: JsonObject): Cause[] {
  const name = valueAt(value, ['metadata', 'name']);
  const annotations = Object.entries(fieldOf(fieldOf(value, 'metadata'), 'annotations') ?? {});
  const length = annotations.reduce(
    (sum, [key, text]) => sum + key.length + Buffer.byteLength(String(text)),
    0,
  );
  const isLabel = typeof name === 'string' && name.length <= 63 && !name.includes('.');
  return [
    ...((kind === 'Namespace' || kind === 'Service') && !isLabel
      ? [
          causeAt(
            'FieldValueInvalid',
            ['metadata', 'name'],
            'must be at most 63 lower-case letters, digits and "-"',
          ),
        ]
      : []),
    ...(length > longestAnnotations
      ? [
          causeAt(
            'FieldValueTooLong',
            ['metadata', 'annotations'],
            `may not be more than ${longestAnnotations} bytes`,
          ),
        ]
      : []),
  ];
}

/** Tools leave them on every object, kubectl first of all; nobody expects the cluster to obey them. */
function isAnnotation({ path }: { readonly path: FieldPath }): boolean {
  return path.some((step, index) => step === 'annotations' && path[index - 1] === 'metadata');
}

/** One sentence a reason, with all the fields that it is true of. */
function describeIdle(idle: readonly { readonly path: FieldPath; readonly reason: string }[]): string[] {
  const fields = new Map<string, Set<string>>();
  for (const { path, reason } of idle.filter((field) => !isAnnotation(field)))
    fields.set(reason, (fields.get(reason) ?? new Set()).add(formatFieldOfEvery(path)));
  return [...fields].map(([reason, names]) => {
    const [first, second, third, ...more] = names;
    const named = [first, second, third].filter((name) => name !== undefined).join(', ');
    return `${named}${more.length === 0 ? '' : ` and ${more.length} more fields`}: not applicable here, ${reason}`;
  });
}
