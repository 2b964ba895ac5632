import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { freeZones, importableZones, zoneOf } from './import-table.ts';
import type { SourceFacts } from './read-source-facts.ts';
import type { PackageManifest, Violation } from './source-tree.ts';

/** Checks every import of a module against the table of zones and the declared dependencies of its package. */
export function decideImportViolations(
  path: string,
  facts: SourceFacts,
  packages: readonly PackageManifest[],
): Violation[] {
  const decide = (specifier: string) =>
    specifier.startsWith('.') ? decideRelative(path, specifier) : decideBare(path, specifier, packages);
  return facts.imports.flatMap(({ specifier, line, isLazy }) => {
    const message = decide(specifier) ?? (isLazy ? decideLazy(path, specifier) : undefined);
    return message === undefined ? [] : [{ path, line, message }];
  });
}

/** The package name of `@scope/name/sub/path` or `name/sub/path`. */
export function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/**
 * The command line and its engine are bundled in parts, in which a CommonJS package that is loaded lazily has only a
 * default export, while the sources and their tests find every name. https://esbuild.github.io/api/#splitting
 */
function decideLazy(path: string, specifier: string): string | undefined {
  const isOurs = specifier.startsWith('.') || specifier.startsWith('@petstore/') || isBuiltin(specifier);
  const isInParts = /^(cli|engine)\//.test(path) && !path.endsWith('.test.ts');
  if (isOurs || !isInParts) return undefined;
  return `loads ${specifier} lazily, which lacks its names in a bundle: import it at the top of a module`;
}

function decideRelative(path: string, specifier: string): string | undefined {
  const from = zoneOf(path);
  const target = posix.join(posix.dirname(path), specifier);
  const to = zoneOf(target);
  if (
    controllerOf(path) !== null &&
    controllerOf(target) !== null &&
    controllerOf(path) !== controllerOf(target)
  )
    return `a controller imports ${controllerOf(target)}: controllers know the objects of the store, never each other`;
  if (from === to || isEntranceToScripts(path, to) || (from === 'tests' && to === 'scripts'))
    return undefined;
  return `reaches into ${to || target} by a relative path: import what its package exports`;
}

/** The controller that a module belongs to; null outside of their folders. */
function controllerOf(path: string): string | null {
  return /^engine\/controllers\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** Repository tooling in other folders: the committed bin that npm links, and configuration files of tools. */
const entrancesToScripts: ReadonlySet<string> = new Set(['cli/bin/petstore.mjs', 'vitest.config.ts']);

function isEntranceToScripts(path: string, to: string): boolean {
  return entrancesToScripts.has(path) && to === 'scripts';
}

function decideBare(
  path: string,
  specifier: string,
  packages: readonly PackageManifest[],
): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  const name = packageNameOf(specifier);
  const ours = packages.find((manifest) => manifest.folder !== '' && manifest.name === name);
  if (ours && ours.folder === zoneOf(path)) return undefined;
  return (ours && decideZone(path, ours.folder)) ?? decideDeclared(path, name, packages);
}

function decideZone(path: string, to: string): string | undefined {
  const from = zoneOf(path);
  if (from === '' || freeZones.includes(from)) return undefined;
  const importable = importableZones(from);
  if (!importable) return `stands in "${from}", which the import table does not know`;
  if (importable.includes(to)) return undefined;
  return `${from} may not import ${to} (it may import: ${importable.join(', ') || 'nothing of ours'})`;
}

function decideDeclared(
  path: string,
  name: string,
  packages: readonly PackageManifest[],
): string | undefined {
  const root = packages.find((manifest) => manifest.folder === '');
  const own = packages.find((manifest) => manifest.folder === zoneOf(path));
  if (own && own !== root) {
    if ([...own.dependencies, ...own.optionalDependencies, ...own.devDependencies].includes(name))
      return undefined;
    if (isTestCode(path) && root?.devDependencies.includes(name)) return undefined;
    return `imports "${name}", which ${own.folder}/package.json does not declare`;
  }
  // Outside of packages our own packages need no declaration, and all others are development dependencies.
  const isOurs = packages.some((manifest) => manifest.folder !== '' && manifest.name === name);
  const isDeclared = [...(root?.devDependencies ?? []), ...(root?.dependencies ?? [])].includes(name);
  const isTestable = isTestCode(path) && packages.some((manifest) => manifest.dependencies.includes(name));
  if (isOurs || isDeclared || isTestable) return undefined;
  return `imports "${name}", which package.json does not declare`;
}

function isTestCode(path: string): boolean {
  const file = posix.basename(path);
  return (
    file.endsWith('.test.ts') ||
    file.startsWith('test-') ||
    path.startsWith('tests/') ||
    path.split('/').includes('testing')
  );
}
