import { messageOf } from '@petstore/chassis/errors';
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type Tags,
  visit,
} from 'yaml';
import { type FieldPath, formatPath } from '../field-path.ts';
import type { ManifestProblem } from '../manifest-problem.ts';

/** Deeper than any manifest; composing and visiting recurse, so the depth is bounded before they begin. */
const maxDepth = 100;

export interface ManifestDocument {
  readonly file: string;
  /** What could be read; the text around it may be broken. */
  readonly value: Readonly<Record<string, unknown>>;
  /** False when its text has problems already: then only its name is of use. */
  readonly isWellFormed: boolean;
  problemAt(path: FieldPath, message: string): ManifestProblem;
}

interface ParsedFile {
  readonly documents: readonly ManifestDocument[];
  readonly problems: readonly ManifestProblem[];
}

/** More uses of anchors than a person writes; beyond it a few lines could fill the memory. */
const maxAliasCount = 100;

interface OffsetMessage {
  readonly offset: number;
  readonly message: string;
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

function keyText(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function follow(document: Document, node: unknown): Node | null {
  if (isAlias(node)) return follow(document, node.resolve(document));
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}

/** The key of a field, or the entry of a list, at `step` below `node`. */
function stepInto(node: Node, step: string | number): { offset: number | undefined; next: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((candidate) => keyText(candidate) === String(step));
    return pair === undefined ? null : { offset: offsetOf(pair.key), next: pair.value };
  }
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? null : { offset: offsetOf(item), next: item };
  }
  return null;
}

/** Offset of the field in the text; of the nearest field above it when it is not there itself. */
function locateField(document: Document, path: FieldPath): number {
  let node = follow(document, document.contents);
  let offset = offsetOf(node) ?? 0;
  for (const step of path) {
    const found = node === null ? null : stepInto(node, step);
    if (found === null) return offset;
    offset = found.offset ?? offset;
    node = follow(document, found.next);
  }
  return offset;
}

/** Kubernetes reads YAML 1.1 (`0644` is octal, `yes` a boolean), but no dates and no base-60 numbers. */
function asKubernetesReads(tags: Tags): Tags {
  return tags.filter((tag) => {
    if (typeof tag === 'string') return true;
    return tag.tag !== 'tag:yaml.org,2002:timestamp' && !('format' in tag && tag.format === 'TIME');
  });
}

function childrenOf(token: CST.Token): (CST.Token | null | undefined)[] {
  if (token.type === 'document') return [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value]);
}

function offsetOfTooDeep(tokens: readonly CST.Token[]): number | null {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > maxDepth) return next.token.offset;
    for (const child of childrenOf(next.token)) {
      if (child) pending.push({ token: child, depth: next.depth + 1 });
    }
  }
  return null;
}

interface ComposedText {
  readonly lineCounter: LineCounter;
  readonly documents: readonly Document[];
  /** Where the text is nested too deeply to be composed at all. */
  readonly tooDeepAt: number | null;
}

function composeDocuments(text: string): ComposedText {
  const lineCounter = new LineCounter();
  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  const tooDeepAt = offsetOfTooDeep(tokens);
  if (tooDeepAt !== null) return { lineCounter, documents: [], tooDeepAt };
  const composer = new Composer({ version: '1.1', customTags: asKubernetesReads, logLevel: 'error' });
  return { lineCounter, documents: [...composer.compose(tokens)], tooDeepAt };
}
