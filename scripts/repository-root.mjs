import fs from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this clone, whatever the current folder is and whichever link led here. */
export const repositoryRoot = dirname(dirname(fs.realpathSync(fileURLToPath(import.meta.url))));
