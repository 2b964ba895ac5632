import { AppError } from '@petstore/chassis/errors';
import type { ReadableObjects } from '../schemas/kinds.ts';
import { kindDefinition, kindNames } from '../schemas/kinds.ts';
import { checkNamespaces } from './checks/check-namespaces.ts';
import { checkProcesses } from './checks/check-processes.ts';
import { checkReferences } from './checks/check-references.ts';
import type { AllowedVariables } from './checks/decide-variable.ts';
import type { FieldPath } from './field-path.ts';
import type { ObjectFinding } from './manifest-problem.ts';
import { type ManifestProblem, manifestInvalid } from './manifest-problem.ts';
import { checkDuplicates, declareByNamespace, declareObjects } from './reading/declared-objects.ts';
import { findManifestFiles, type ManifestFiles } from './reading/find-manifest-files.ts';
import { inspectDocument } from './reading/inspect-document.ts';
import {
  type AwaitedController,
  type ManifestSet,
  manifestSetOf,
  type NotApplicableField,
  writtenForms,
} from './reading/manifest-set.ts';
import { type ManifestDocument, parseDocuments } from './reading/parse-documents.ts';
import { contentKey, recallManifests, writeRemembered } from './reading/remembered-manifests.ts';

/** What the reader of manifests is told of the machine that is to run them. */
export interface ReadingOptions {
  /** The folder that stands for `/app`; without it links in it are not followed. */
  readonly appDirectory?: string | null;
  /** Variables that pods may have although they load code; none by default. */
  readonly allowedVariables?: AllowedVariables | undefined;
}

const origins = new WeakMap<object, ManifestDocument>();

/**
 * Reads what a folder declares: the files that its kustomization lists, else every YAML file in it.
 * Throws AppError `manifest-invalid` whose `details.problems` lists every problem of the folder at once.
 */
export async function readManifests(directory: string, options: ReadingOptions = {}): Promise<ManifestSet> {
  return assembleManifests(directory, await findManifestFiles(directory), options);
}

interface RememberedReading {
  readonly set: ManifestSet;
  /** Keeps what was read for the next time, where it is new. */
  remember(): Promise<void>;
}

/**
 * The same for a folder that is read at every start: text that the same code found sound before is not parsed and
 * checked again.
 */
export async function readRemembered(
  directory: string,
  file: string,
  options: ReadingOptions = {},
): Promise<RememberedReading> {
  const found = await findManifestFiles(directory);
  const { appDirectory = null, allowedVariables = new Set() } = options;
  const key = contentKey(directory, found, [appDirectory, [...allowedVariables].sort()]);
  const known = found.problems.length > 0 ? null : await recallManifests(file, key);
  if (known !== null) return { set: known, remember: async () => undefined };
  const set = assembleManifests(directory, found, options);
  // Where it cannot be kept, the next start takes a little longer; what is wrong with the folder shows where it is
  // needed.
  return { set, remember: () => writeRemembered(file, key, set).catch(() => undefined) };
}

function documentOf(object: object): ManifestDocument {
  const document = origins.get(object);
  if (document === undefined) throw new AppError('bug', 'bug', 'no manifest declares this object');
  return document;
}

function placed({ object, path, message }: ObjectFinding): ManifestProblem {
  return documentOf(object).problemAt(path, message);
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
  const namespaces = declareByNamespace(inspected);
  const rules = { appDirectory, allowedVariables };
  const findings = [
    ...checkDuplicates(inspected),
    ...checkNamespaces(declared),
    ...namespaces.flatMap(checkReferences),
    ...namespaces.flatMap((each) => checkProcesses(each, rules)),
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
    namespace: declared.namespace,
    objects: readable,
    written: writtenForms(readable, (object) => documentOf(object).value),
    awaited: awaitedControllers(readable),
    notApplicable: oncePerField([
      ...found.notApplicable,
      ...inspected.flatMap((document) => document.notApplicable),
    ]),
  });
}

/** The controllers that do not run here yet and for which there are objects, in the order of the kinds. */
function awaitedControllers(objects: ReadableObjects): AwaitedController[] {
  const present = kindNames.flatMap((kind) => {
    const controller = kindDefinition(kind).awaits;
    return controller === undefined || objects[kind].length === 0 ? [] : [{ controller, kind }];
  });
  const controllers = new Set(present.map(({ controller }) => controller));
  return [...controllers].map((controller) => ({
    controller,
    kinds: present.filter((each) => each.controller === controller).map(({ kind }) => kind),
  }));
}
