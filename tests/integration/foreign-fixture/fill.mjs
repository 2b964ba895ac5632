import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

await writeFile(join(process.argv[2], 'level'), '42');
console.log('the pool is filled');
