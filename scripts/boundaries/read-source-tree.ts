import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManifest, SourceTree } from './source-tree.ts';

/** Folders that git ignores, and git's own. */
const skippedFolders = new Set(['node_modules', 'dist', '.petstore', '.git', '.vitest', 'coverage']);

/** Reads the working tree from disk, including uncommitted changes. */
export function readSourceTree(root: string): SourceTree {
  const paths = listFiles(root, '');
  const sources = new Map(
    paths
      .filter((path) => /\.(ts|mjs)$/.test(path))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
  const packages = paths
    .filter((path) => path === 'package.json' || path.endsWith('/package.json'))
    .map((path) => readManifest(root, path));
  return { paths, sources, packages };
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return skippedFolders.has(entry.name) ? [] : listFiles(root, path);
  });
}

function readManifest(root: string, path: string): PackageManifest {
  const manifest: unknown = JSON.parse(readFileSync(join(root, path), 'utf8'));
  const names = (key: string) => Object.keys(objectAt(manifest, key) ?? {});
  const name = objectAt({ manifest }, 'manifest')?.['name'];
  return {
    folder: path === 'package.json' ? '' : path.slice(0, -'/package.json'.length),
    name: typeof name === 'string' ? name : '',
    dependencies: names('dependencies'),
    optionalDependencies: names('optionalDependencies'),
    devDependencies: names('devDependencies'),
    exports: new Map(
      Object.entries(objectAt(manifest, 'exports') ?? {}).flatMap(([subpath, target]) =>
        typeof target === 'string' ? [[subpath, target] as const] : [],
      ),
    ),
  };
}

function objectAt(value: unknown, key: string): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const inner: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof inner === 'object' && inner !== null ? { ...inner } : undefined;
}
