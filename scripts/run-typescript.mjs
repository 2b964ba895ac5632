import fs from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { kernelForEsbuild } from './kernel-plugin.mjs';
import { repositoryRoot } from './repository-root.mjs';
import { runMain } from './run-main.mjs';

/** Node.js cannot run the TypeScript of our own packages, so they are bundled; other packages stay external. */
const foreignPackagesOutside = {
  name: 'foreign packages outside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@petstore/') ? undefined : { path, external: true },
    );
  },
};

/** Runs one TypeScript file on any supported Node.js: `node scripts/run-typescript.mjs FILE`. */
await runMain(async () => {
  const source = resolve(process.argv[2]);
  // Below node_modules, so that external packages are resolved from there.
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
      plugins: [kernelForEsbuild, foreignPackagesOutside],
    });
    await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(outfile, { force: true });
  }
});
