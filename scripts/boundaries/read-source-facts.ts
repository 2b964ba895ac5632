import {
  identifierName,
  literalText,
  type ParsedModule,
  parseModule,
  type SyntaxNode,
  walkSyntax,
} from './syntax-tree.ts';

/** Facts about one module that the rules need; lines count from 1. */
export interface SourceFacts {
  readonly lineCount: number;
  readonly imports: readonly SourceImport[];
  readonly defaultExports: readonly number[];
  readonly starExports: readonly number[];
  readonly functions: readonly FunctionFacts[];
  /** Every line on which a comment stands, with the length of the whole line. */
  readonly commentLines: readonly { readonly line: number; readonly columns: number }[];
}

interface SourceImport {
  readonly specifier: string;
  readonly line: number;
  /** Loaded while the module runs, by `import(...)`. */
  readonly isLazy: boolean;
}

interface FunctionFacts {
  readonly name: string;
  readonly line: number;
  readonly lineCount: number;
  /** Not counting `this`. */
  readonly parameterCount: number;
  /** Passed directly to a call, so that the caller determines its parameters. */
  readonly isCallback: boolean;
  /** The callback of a `describe`, which groups tests and has no limit on its length. */
  readonly isTestGroup: boolean;
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const importTypes = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

/** Reads the facts of a module from its text; throws when it does not parse. */
export function readSourceFacts(path: string, text: string): SourceFacts {
  const lineOf = lineCounter(text);
  const imports: SourceImport[] = [];
  const defaultExports: number[] = [];
  const starExports: number[] = [];
  const functions: FunctionFacts[] = [];
  const { program, comments } = parseModule(path, text);
  walkSyntax(program, (node, parent) => {
    const specifier = importedSpecifier(node);
    if (specifier !== undefined)
      imports.push({ specifier, line: lineOf(node.start), isLazy: node.type === 'ImportExpression' });
    if (isDefaultExport(node)) defaultExports.push(lineOf(node.start));
    if (node.type === 'ExportAllDeclaration') starExports.push(lineOf(node.start));
    if (functionTypes.has(node.type)) functions.push(readFunction(node, parent, lineOf));
  });
  const commentLines = listCommentLines(text, comments, lineOf);
  return { lineCount: countLines(text), imports, defaultExports, starExports, functions, commentLines };
}

function listCommentLines(
  text: string,
  comments: ParsedModule['comments'],
  lineOf: (offset: number) => number,
): SourceFacts['commentLines'] {
  const lines = text.split('\n');
  const numbers = new Set<number>();
  for (const { start, end } of comments) {
    for (let line = lineOf(start); line <= lineOf(end - 1); line += 1) numbers.add(line);
  }
  return [...numbers].map((line) => ({ line, columns: lines[line - 1]?.length ?? 0 }));
}

function importedSpecifier(node: SyntaxNode): string | undefined {
  if (importTypes.has(node.type)) return literalText(node['source']) ?? literalText(node['argument']);
  if (node.type !== 'CallExpression' || identifierName(node['callee']) !== 'require') return undefined;
  return literalText(listAt(node, 'arguments')[0]);
}

function isDefaultExport(node: SyntaxNode): boolean {
  if (node.type === 'ExportDefaultDeclaration') return true;
  return node.type === 'ExportSpecifier' && identifierName(node['exported']) === 'default';
}

function readFunction(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  lineOf: (offset: number) => number,
): FunctionFacts {
  const isCallback = listAt(parent, 'arguments').includes(node);
  const line = lineOf(node.start);
  return {
    name: functionName(node, parent),
    line,
    lineCount: lineOf(node.end) - line + 1,
    parameterCount: countParameters(listAt(node, 'params')),
    isCallback,
    isTestGroup: isCallback && calledName(parent?.['callee']) === 'describe',
  };
}

function countParameters(parameters: readonly unknown[]): number {
  return parameters.filter((parameter) => identifierName(parameter) !== 'this').length;
}

function listAt(node: SyntaxNode | undefined, key: string): readonly unknown[] {
  const value = node?.[key];
  return Array.isArray(value) ? value : [];
}

function functionName(node: SyntaxNode, parent: SyntaxNode | undefined): string {
  return (
    identifierName(node['id']) ??
    identifierName(parent?.['key']) ??
    identifierName(parent?.['id']) ??
    'a function without a name'
  );
}

/** `describe` for `describe(...)`, `describe.skipIf(...)(...)` and `describe.each(...)(...)` alike. */
function calledName(callee: unknown): string | undefined {
  let current = callee;
  while (typeof current === 'object' && current !== null) {
    const name = identifierName(current);
    if (name !== undefined) return name;
    current = 'callee' in current ? current.callee : 'object' in current ? current.object : undefined;
  }
  return undefined;
}

function countLines(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
