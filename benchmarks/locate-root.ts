import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the repository, whether this code runs from the sources or from a bundle. */
export function locateRoot(from: string = import.meta.url): string {
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'operational-scaling', 'kustomization.yaml'))) return folder;
    if (dirname(folder) === folder)
      throw new Error('this program does not run from a clone of the repository');
  }
}
