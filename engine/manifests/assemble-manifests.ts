import { AppError } from '@petstore/chassis/errors';
import { awaitedControllers } from './awaited-controllers.ts';
import { namespaceOf } from './check-namespaces.ts';
import { checkProcesses } from './check-processes.ts';
import { checkReferences } from './check-references.ts';
import type { AllowedVariables } from './decide-variable.ts';
import { checkDuplicates, declareObjects } from './declare-objects.ts';
import type { ObjectFinding } from './declared-objects.ts';
import type { FieldPath } from './field-path.ts';
import type { ManifestFiles } from './find-manifest-files.ts';
import { inspectDocument } from './inspect-document.ts';
import { type ManifestProblem, manifestInvalid } from './manifest-problem.ts';
import { type ManifestSet, manifestSetOf, type NotApplicableField } from './manifest-set.ts';
import { type ManifestDocument, parseDocuments } from './parse-documents.ts';

/** What the reader of manifests is told of the machine that is to run them. */
export interface ReadingOptions {
  /** The folder that stands for `/app`; without it links in it are not followed. */
  readonly appDirectory?: string | null;
  /** Variables that pods may have although they load code; none by default. */
  readonly allowedVariables?: AllowedVariables | undefined;
}

const origins = new WeakMap<object, ManifestDocument>();

function placed({ object, path, message }: ObjectFinding): ManifestProblem {
  const document = origins.get(object);
  if (document === undefined)
    throw new AppError('bug', 'bug', `no manifest declares the object of: ${message}`);
  return document.problemAt(path, message);
}

/** Where an object of a set, or a field of it, was written. */
export function positionOf(
  object: object,
  path: FieldPath = [],
): { readonly file: string; readonly line: number } {
  const { file, line } = placed({ object, path, message: 'a position' });
  return { file, line };
}

function oncePerField(fields: readonly NotApplicableField[]): NotApplicableField[] {
  const first = new Map<string, NotApplicableField>();
  for (const field of fields) {
    const key = `${field.kind} ${field.path}`;
    if (!first.has(key)) first.set(key, field);
  }
  return [...first.values()];
}

/** Throws AppError `manifest-invalid` whose `details.problems` lists every problem of the files at once. */
export function assembleManifests(
  directory: string,
  found: ManifestFiles,
  { appDirectory = null, allowedVariables = new Set() }: ReadingOptions = {},
): ManifestSet {
  const parsed = found.files.map(({ file, text }) => parseDocuments(file, text));
  const inspected = parsed.flatMap(({ documents }) => documents).map(inspectDocument);
  for (const { document, readable } of inspected) {
    origins.set(document.value, document);
    if (readable !== null) origins.set(readable, document);
  }
  const declared = declareObjects(inspected);
  const rules = { appDirectory, allowedVariables };
  const findings = [
    ...checkDuplicates(inspected),
    ...checkReferences(declared),
    ...checkProcesses(declared, rules),
  ];
  const problems = [
    ...found.problems,
    ...parsed.flatMap((file) => file.problems),
    ...inspected.flatMap((document) => document.problems),
    ...findings.map(placed),
  ];
  if (problems.length > 0) throw manifestInvalid(problems);
  const { readable } = declared;
  return manifestSetOf({
    directory,
    unlisted: found.unlisted,
    namespace: namespaceOf(declared),
    objects: readable,
    awaited: awaitedControllers(readable),
    notApplicable: oncePerField([
      ...found.notApplicable,
      ...inspected.flatMap((document) => document.notApplicable),
    ]),
  });
}
