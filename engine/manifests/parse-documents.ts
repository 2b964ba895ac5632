import { messageOf } from '@petstore/chassis/errors';
import { type Document, isAlias, isNode, visit } from 'yaml';
import { composeDocuments } from './compose-documents.ts';
import { type FieldPath, formatPath } from './field-path.ts';
import { locateField } from './locate-field.ts';
import type { ManifestProblem } from './manifest-problem.ts';

export interface ManifestDocument {
  readonly file: string;
  /** What could be read; the text around it may be broken. */
  readonly value: Readonly<Record<string, unknown>>;
  /** False when its text has problems already: then only its name is of use. */
  readonly isWellFormed: boolean;
  problemAt(path: FieldPath, message: string): ManifestProblem;
}

export interface ParsedFile {
  readonly documents: readonly ManifestDocument[];
  readonly problems: readonly ManifestProblem[];
}

/** More uses of anchors than a person writes; beyond it a few lines could fill the memory. */
const maxAliasCount = 100;

interface OffsetMessage {
  readonly offset: number;
  readonly message: string;
}

function syntaxProblems(document: Document): OffsetMessage[] {
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message: `is not valid YAML: ${message}`,
  }));
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const offset = alias.range?.[0] ?? 0;
      problems.push({ offset, message: `is not valid YAML: no anchor &${alias.source} stands before it` });
    },
  });
  return problems;
}

function firstAliasOffset(document: Document): number {
  let offset = 0;
  visit(document, (_, node) => {
    if (!isAlias(node)) return undefined;
    offset = node.range?.[0] ?? 0;
    return visit.BREAK;
  });
  return offset;
}

function readValue(document: Document): { readonly value: unknown } | { readonly problem: OffsetMessage } {
  try {
    return { value: document.toJS({ maxAliasCount }) };
  } catch (error) {
    // The library throws plain errors, and a ReferenceError once anchors multiply beyond the limit.
    const isBomb = error instanceof ReferenceError;
    const offset = isBomb ? firstAliasOffset(document) : startOf(document);
    const message = isBomb
      ? 'repeats its anchors too often: write the values out'
      : `is not valid YAML: ${messageOf(error)}`;
    return { problem: { offset, message } };
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function startOf(document: Document): number {
  return isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
}

/** Splits a file into its documents; a broken document does not hide the problems of the others. */
export function parseDocuments(file: string, text: string): ParsedFile {
  const { documents: composed, lineCounter, tooDeepAt } = composeDocuments(text);
  const at = (offset: number, path: FieldPath, message: string): ManifestProblem => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: formatPath(path), message };
  };
  if (tooDeepAt !== null) {
    return { documents: [], problems: [at(tooDeepAt, [], 'is nested too deeply: no manifest goes so deep')] };
  }

  const problems: ManifestProblem[] = [];
  const documents = composed.flatMap((document): ManifestDocument[] => {
    const found = syntaxProblems(document);
    const result = readValue(document);
    if ('problem' in result && found.length === 0) found.push(result.problem);
    const value = 'value' in result ? result.value : null;
    if (found.length === 0 && value !== null && !isMapping(value)) {
      found.push({
        offset: startOf(document),
        message: 'is no object: write fields such as apiVersion and kind',
      });
    }
    problems.push(...found.map(({ offset, message }) => at(offset, [], message)));
    if (!isMapping(value)) return [];
    const problemAt = (path: FieldPath, message: string) => at(locateField(document, path), path, message);
    return [{ file, value, isWellFormed: found.length === 0, problemAt }];
  });
  return { documents, problems };
}
