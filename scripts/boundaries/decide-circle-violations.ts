import { posix } from 'node:path';
import { packageNameOf } from './decide-import-violations.ts';
import type { SourceFacts } from './read-source-facts.ts';
import type { PackageManifest, SourceTree, Violation } from './source-tree.ts';

/** Who imports whom: for each node, what it imports and the first import that says so. */
type ImportGraph = ReadonlyMap<string, ReadonlyMap<string, ImportPlace>>;
interface ImportPlace {
  readonly path: string;
  readonly line: number;
}

/**
 * Import circles between files and between folders, imports of types included. The files of a folder that has
 * subfolders are judged one by one, so a feature folder may use the `errors.ts` of its service and be registered by its
 * `service.ts`. Tests belong to no folder's graph: whatever they import, nothing imports them.
 */
export function decideCircleViolations(
  tree: SourceTree,
  factsByPath: ReadonlyMap<string, SourceFacts>,
): Violation[] {
  const imports = listImports(tree, factsByPath);
  const nodeOf = folderNodes(tree);
  const files = findCircles(buildGraph(imports, (path) => path));
  const code = imports.filter(({ from }) => !from.endsWith('.test.ts'));
  const folders = findCircles(buildGraph(code, nodeOf));
  const told = new Set(files.map(({ message }) => message));
  return [...files, ...folders.filter(({ message }) => !told.has(message))];
}

interface FileImport {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

function listImports(tree: SourceTree, factsByPath: ReadonlyMap<string, SourceFacts>): FileImport[] {
  return [...factsByPath].flatMap(([from, facts]) =>
    facts.imports.flatMap(({ specifier, line }) => {
      const to = resolveImport(from, specifier, tree.packages);
      return to !== undefined && factsByPath.has(to) ? [{ from, to, line }] : [];
    }),
  );
}

/** The file of ours that a specifier names, by path or by the `exports` of one of our packages. */
function resolveImport(
  from: string,
  specifier: string,
  packages: readonly PackageManifest[],
): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const name = packageNameOf(specifier);
  const owner = packages.find((manifest) => manifest.folder !== '' && manifest.name === name);
  if (!owner) return undefined;
  const subpath = `.${specifier.slice(name.length)}`;
  const target = owner.exports.get(subpath) ?? owner.exports.get('./*')?.replace('*', subpath.slice(2));
  return target === undefined ? undefined : posix.join(owner.folder, target);
}

/** A folder stands for its files, unless it has subfolders with code: then each of its files stands for itself. */
function folderNodes(tree: SourceTree): (path: string) => string {
  const parents = new Set([...tree.sources.keys()].map((path) => posix.dirname(posix.dirname(path))));
  return (path) => {
    const folder = posix.dirname(path);
    return parents.has(folder) ? path : folder;
  };
}

function buildGraph(imports: readonly FileImport[], nodeOf: (path: string) => string): ImportGraph {
  const graph = new Map<string, Map<string, ImportPlace>>();
  for (const { from, to, line } of imports) {
    const [source, target] = [nodeOf(from), nodeOf(to)];
    if (source === target && from !== to) continue;
    const targets = graph.get(source) ?? new Map<string, ImportPlace>();
    if (!targets.has(target)) targets.set(target, { path: from, line });
    graph.set(source, targets);
  }
  return graph;
}

/** One violation a circle, at the import by which its first member (by name) enters it. */
function findCircles(graph: ImportGraph): Violation[] {
  const reported = new Set<string>();
  return [...graph.keys()].sort().flatMap((start) => {
    const circle = shortestCircle(graph, start);
    if (!circle || circle.some((node) => reported.has(node))) return [];
    for (const node of circle) reported.add(node);
    const next = circle[1] ?? start;
    const place = graph.get(start)?.get(next) ?? { path: start, line: 0 };
    return [{ ...place, message: `an import circle: ${[...circle, start].join(' -> ')}` }];
  });
}

/** The nodes of the shortest way from `start` back to itself, `start` first. */
function shortestCircle(graph: ImportGraph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const next of graph.get(node)?.keys() ?? []) {
      if (next === start) return wayTo(node, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function wayTo(node: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [node];
  for (let before = cameFrom.get(node); before !== undefined; before = cameFrom.get(before))
    way.unshift(before);
  return way;
}
