import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone, whether this runs from the sources or from the bundle that is made of them. */
export function locateRoot(from: string = import.meta.url): string {
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'operational-scaling', 'kustomization.yaml'))) return folder;
    if (dirname(folder) === folder) throw new Error('no folder above this program is the clone it came with');
  }
}
