import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliErrors } from '../errors.ts';

const manifestsFolder = 'operational-scaling';

interface Repository {
  readonly root: string;
  readonly manifestsDirectory: string;
  readonly distDirectory: string;
}

/** The clone that contains this program, whether it runs from the sources or from `dist/cli`. */
export function locateRepository(from: string = import.meta.url): Repository {
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    const manifestsDirectory = join(folder, manifestsFolder);
    if (existsSync(manifestsDirectory)) {
      return { root: folder, manifestsDirectory, distDirectory: join(folder, 'dist') };
    }
    if (dirname(folder) === folder) throw cliErrors.create('repository-not-found');
  }
}
