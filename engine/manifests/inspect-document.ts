import type { TSchema } from 'typebox';
import { checkSchema } from './check-schema.ts';
import { formatFieldOfEvery } from './field-path.ts';
import { inspectFields } from './inspect-fields.ts';
import { isKindName, type KindName, kindDefinition, kindNames } from './kinds.ts';
import type { ManifestProblem } from './manifest-problem.ts';
import type { NotApplicableField } from './manifest-set.ts';
import type { ManifestDocument } from './parse-documents.ts';

export interface SchemaInspection {
  /** Whether the value can be read as what its schema says, whatever else is wrong with it. */
  readonly hasShape: boolean;
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
  const { idle, refused } = inspectFields(schema, document.value);
  const violations = checkSchema(schema, document.value);
  const findings = [...violations, ...refused];
  return {
    hasShape: !violations.some(({ breaksShape }) => breaksShape),
    problems: findings.map(({ path, message }) => document.problemAt(path, message)),
    notApplicable: idle.map(({ path, reason }) => {
      const { file, line } = document.problemAt(path, reason);
      return { file, line, kind, path: formatFieldOfEvery(path), reason };
    }),
  };
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

export function inspectDocument(document: ManifestDocument): InspectedDocument {
  const problem = kindProblem(document);
  const { kind } = document.value;
  if (!document.isWellFormed || !isKindName(kind)) {
    const problems = problem !== null && document.isWellFormed ? [problem] : [];
    return { document, kind: isKindName(kind) ? kind : null, problems, notApplicable: [], hasShape: false };
  }
  if (problem !== null) return { document, kind, problems: [problem], notApplicable: [], hasShape: false };
  return { document, kind, ...inspectAgainst(document, kind, kindDefinition(kind).schema) };
}
