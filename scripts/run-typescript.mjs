import fs from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { repositoryRoot } from './repository-root.mjs';
import { runMain } from './run-main.mjs';

/** Runs one TypeScript file on any supported Node.js: `node scripts/run-typescript.mjs FILE`. */
await runMain(async () => {
  const source = resolve(process.argv[2]);
  // Below node_modules, so that the packages that stay outside of the bundle are found from there.
  const cache = join(repositoryRoot, 'node_modules', '.cache', 'petstore');
  fs.mkdirSync(cache, { recursive: true });
  const outfile = join(cache, `${basename(source, '.ts')}-${process.pid}.mjs`);
  try {
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
    });
    await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(outfile, { force: true });
  }
});
