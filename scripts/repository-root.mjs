import fs from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of this clone, independent of the current folder, with symbolic links resolved. */
export const repositoryRoot = dirname(dirname(fs.realpathSync(fileURLToPath(import.meta.url))));
