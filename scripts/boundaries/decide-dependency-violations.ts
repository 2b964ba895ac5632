import { packageNameOf } from './decide-import-violations.ts';
import { zoneOf } from './import-table.ts';
import type { SourceFacts } from './read-source-facts.ts';
import type { SourceTree, Violation } from './source-tree.ts';

/** Dependencies that a package declares and none of its modules imports. */
export function decideDependencyViolations(
  tree: SourceTree,
  factsByPath: ReadonlyMap<string, SourceFacts>,
): Violation[] {
  return tree.packages
    .filter((manifest) => manifest.folder !== '')
    .flatMap((manifest) => {
      const own = [...factsByPath].filter(([path]) => zoneOf(path) === manifest.folder);
      const imported = new Set(
        own.flatMap(([, facts]) => facts.imports.map((one) => packageNameOf(one.specifier))),
      );
      const text = own.map(([path]) => tree.sources.get(path) ?? '').join('\n');
      const unused = [
        ...manifest.dependencies.filter((name) => !imported.has(name)),
        // Optional dependencies are platform packages, found at run time by a name composed from their scope.
        ...manifest.optionalDependencies.filter(
          (name) => !imported.has(name) && !text.includes(scopeOf(name)),
        ),
      ];
      return unused.map((name) => ({
        path: `${manifest.folder}/package.json`,
        line: 0,
        message: `declares "${name}", which nothing in ${manifest.folder} imports`,
      }));
    });
}

function scopeOf(name: string): string {
  return name.startsWith('@') ? name.slice(0, name.indexOf('/') + 1) : name;
}
