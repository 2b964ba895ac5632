import { access, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/**
 * npm packages cannot hold symbolic links, so the binaries' package lists those that its libraries need, and its install script (which
 * many installations do not run) would make them. Does nothing where they exist.
 */
export async function linkLibraries(packageDirectory: string): Promise<void> {
  const list = JSON.parse(
    await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8'),
  ) as LibraryLink[];
  await Promise.all(list.map((link) => makeLink(packageDirectory, link)));
}

async function makeLink(packageDirectory: string, { source, target }: LibraryLink): Promise<void> {
  const link = join(packageDirectory, target);
  try {
    await access(link);
  } catch {
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      // Another engine that starts now may have been faster.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
