import { parseSync } from 'rolldown/utils';

/** A node of the ESTree that rolldown's parser returns, with the fields that the rules read on every node. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A module's syntax tree, and the offsets of its comments in the text (end exclusive). */
export interface ParsedModule {
  readonly program: SyntaxNode;
  readonly comments: readonly { readonly start: number; readonly end: number }[];
}

/** Parses a module; throws when it is not valid TypeScript or JavaScript. */
export function parseModule(path: string, text: string): ParsedModule {
  const { program, comments, errors } = parseSync(path, text, { lang: path.endsWith('.ts') ? 'ts' : 'js' });
  const [error] = errors;
  if (error) throw new SyntaxError(error.message);
  const root: unknown = program;
  if (!isSyntaxNode(root)) throw new Error(`${path}: the parser returned no program`);
  return { program: root, comments };
}

function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Calls `visit` for a node and everything below it, parents first. */
export function walkSyntax(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => void,
  parent?: SyntaxNode,
): void {
  visit(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isSyntaxNode(child)) walkSyntax(child, visit, node);
    }
  }
}

/** The value of a string literal node, `undefined` for anything else. */
export function literalText(node: unknown): string | undefined {
  if (!isSyntaxNode(node) || node.type !== 'Literal') return undefined;
  return typeof node['value'] === 'string' ? node['value'] : undefined;
}

/** The name of an identifier node, `undefined` for anything else. */
export function identifierName(node: unknown): string | undefined {
  if (!isSyntaxNode(node) || node.type !== 'Identifier') return undefined;
  return typeof node['name'] === 'string' ? node['name'] : undefined;
}
