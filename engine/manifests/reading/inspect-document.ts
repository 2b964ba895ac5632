import type { TSchema } from 'typebox';
import { isKindName, type KindName, kindDefinition, kindNames } from '../../schemas/kinds.ts';
import { type FieldPath, formatFieldOfEvery } from '../field-path.ts';
import type { ManifestProblem } from '../manifest-problem.ts';
import { findInapplicableFields } from './find-inapplicable-fields.ts';
import { findSchemaViolations, type SchemaFinding } from './find-schema-violations.ts';
import type { NotApplicableField } from './manifest-set.ts';
import type { ManifestDocument } from './parse-documents.ts';
import { withRequests } from './with-requests.ts';
import { withoutNulls } from './without-nulls.ts';

interface SchemaInspection {
  /**
   * The value, or a mended copy, that has the shape of its schema, whatever else is wrong with it; null when there is
   * none.
   */
  readonly readable: object | null;
  readonly problems: readonly ManifestProblem[];
  readonly notApplicable: readonly NotApplicableField[];
}

export interface InspectedDocument extends SchemaInspection {
  readonly document: ManifestDocument;
  /** Null when it is of no kind that is read here. */
  readonly kind: KindName | null;
}

/** The rules that a document of one schema obeys by itself, whatever else is declared. */
export function inspectAgainst(document: ManifestDocument, kind: string, schema: TSchema): SchemaInspection {
  const value = withoutNulls(document.value, schema);
  const { idle, refused } = findInapplicableFields(schema, value);
  const violations = findSchemaViolations(schema, value);
  const findings = [...violations, ...refused];
  const readable = readableValue(value, schema, violations);
  return {
    readable: readable === null ? null : withRequests(readable, schema),
    problems: findings.map(({ path, message }) => document.problemAt(path, message)),
    notApplicable: idle.map(({ path, reason }) => {
      const { file, line } = document.problemAt(path, reason);
      return { file, line, kind, path: formatFieldOfEvery(path), reason };
    }),
  };
}

export function inspectDocument(document: ManifestDocument): InspectedDocument {
  const problem = kindProblem(document);
  const { kind } = document.value;
  if (!document.isWellFormed || !isKindName(kind)) {
    const problems = problem !== null && document.isWellFormed ? [problem] : [];
    return { document, kind: isKindName(kind) ? kind : null, problems, notApplicable: [], readable: null };
  }
  if (problem !== null) return { document, kind, problems: [problem], notApplicable: [], readable: null };
  return { document, kind, ...inspectAgainst(document, kind, kindDefinition(kind).schema) };
}

function readableValue(value: object, schema: TSchema, violations: readonly SchemaFinding[]): object | null {
  const misshapen = violations.filter(({ breaksShape }) => breaksShape);
  if (misshapen.length === 0) return value;
  const mended = mendShape(value, misshapen);
  const isStillBroken = findSchemaViolations(schema, mended).some(({ breaksShape }) => breaksShape);
  return isStillBroken || typeof mended !== 'object' ? null : mended;
}

function kindProblem(document: ManifestDocument): ManifestProblem | null {
  const { apiVersion, kind } = document.value;
  if (typeof kind !== 'string')
    return document.problemAt(['kind'], 'is missing: name the kind of the object');
  if (!isKindName(kind)) {
    const advice =
      kind === 'List' ? 'write its items as documents of their own' : `use ${kindNames.join(', ')}`;
    return document.problemAt(['kind'], `${kind} is no kind that the engine reads: ${advice}`);
  }
  const wanted = kindDefinition(kind).apiVersion;
  if (apiVersion === wanted) return null;
  return document.problemAt(['apiVersion'], `must be ${wanted} for a ${kind}`);
}

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
 * A copy in which misshapen values are what was probably meant, or left out: only so that one wrong type does not hide
 * what is wrong between this object and the others. It is never run.
 */
function mendShape(value: unknown, findings: readonly SchemaFinding[]): unknown {
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
