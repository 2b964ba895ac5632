import { AdapterRulesSchema } from '../../schemas/adapter-rules.ts';
import { type KindDefinition, kindDefinition, kindNames } from '../../schemas/kinds.ts';
import { KustomizationSchema } from '../../schemas/kustomization.ts';
import { type FieldPath, formatFieldOfEvery } from '../field-path.ts';

export type FieldSupport = 'obeyed' | 'checked' | 'not applicable' | 'refused';

export interface SupportedField {
  /** Entries of lists are written as `[]`, names that manifests choose as `*`. */
  readonly path: string;
  readonly support: FieldSupport;
  /** Why it is not obeyed, or which of its values are; null when all are. */
  readonly reason: string | null;
  /** Values for which it holds all the same: those that are accepted, or that describe what happens here anyway. */
  readonly except: readonly unknown[];
}

export interface SupportedKind {
  readonly kind: string;
  readonly apiVersion: string;
  readonly fields: readonly SupportedField[];
}

type SchemaNode = Readonly<Record<string, unknown>>;

interface Inherited {
  readonly support: FieldSupport;
  readonly reason: string | null;
}

function isNode(value: unknown): value is SchemaNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What lies below a field, as the schema names it. */
function childrenOf(schema: SchemaNode): (readonly [string | number, SchemaNode])[] {
  const { items, properties, additionalProperties } = schema;
  const named = isNode(properties) ? Object.entries(properties) : [];
  return [
    ...named.flatMap(([name, child]) => (isNode(child) ? [[name, child] as const] : [])),
    ...(isNode(additionalProperties) ? [['*', additionalProperties] as const] : []),
    ...(isNode(items) ? [[0, items] as const] : []),
  ];
}

function describeFields(schema: SchemaNode, path: FieldPath, inherited: Inherited): SupportedField[] {
  const field = (support: FieldSupport, reason: string | null, except: unknown): SupportedField => ({
    path: formatFieldOfEvery(path).replaceAll('["*"]', '.*'),
    support,
    reason,
    except: listOf(except),
  });
  const refusal = schema['x-refused'];
  if (typeof refusal === 'string') return [field('refused', refusal, schema['x-accepted-values'])];
  const idle = schema['x-not-applicable'];
  if (typeof idle === 'string') return [field('not applicable', idle, schema['x-holds-for'])];
  const below = childrenOf(schema).flatMap(([step, child]) =>
    describeFields(child, [...path, step], inherited),
  );
  const isLeaf = below.length === 0 || below.every(({ path: each }) => /(\[\]|\*)$/.test(each));
  // A list or map of plain values is one field; what lies deeper speaks for itself.
  const narrowing = schema['x-obeyed-for'];
  const reason = typeof narrowing === 'string' ? narrowing : inherited.reason;
  if (isLeaf && path.length > 0) return [field(inherited.support, reason, [])];
  return below;
}

function describeKind(kind: string, { apiVersion, schema, awaits }: KindDefinition): SupportedKind {
  const inherited: Inherited =
    awaits === undefined
      ? { support: 'obeyed', reason: null }
      : { support: 'checked', reason: `${awaits}: no controller acts on it here yet` };
  return { kind, apiVersion, fields: describeFields({ ...schema }, [], inherited) };
}

const kustomization: KindDefinition = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  schema: KustomizationSchema,
};
const adapterRules: KindDefinition = {
  apiVersion: 'data["config.yaml"]',
  schema: AdapterRulesSchema,
};

/** What becomes of every field of every kind that is read, from the very schemas that read them. */
export function describeSupport(): readonly SupportedKind[] {
  return [
    ...kindNames.map((kind) => describeKind(kind, kindDefinition(kind))),
    describeKind('Kustomization', kustomization),
    describeKind('ConfigMap of prometheus-adapter', adapterRules),
  ];
}
