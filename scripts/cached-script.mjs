import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './run-child.mjs';
import { StepFailed } from './step-failed.mjs';

/** How long a program may run that neither refuses to start without settings nor ends without a parent. */
const rehearsalMs = 500;

/**
 * esbuild's options of a program that V8 can load with a code cache: a script whose value is a function. The globals of
 * CommonJS are its parameters; strict, as the modules are that it was made of.
 */
export const cachedScript = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': '__petstoreModuleUrl' },
  banner: {
    js: "(function(require,module,exports,__filename,__dirname,__petstoreModuleUrl){'use strict';",
  },
  footer: { js: '})' },
};

/**
 * Makes `NAME.mjs`, which runs the script `NAME.cjs`, and `NAME.cache`, what V8 compiled of it. The hash of the script
 * begins the cache and ends the script, since V8 itself compares no more of a script than its length.
 */
export async function cacheScript(folder, name) {
  const path = join(folder, `${name}.cjs`);
  const written = fs.readFileSync(path, 'utf8');
  const hash = createHash('sha256').update(written).digest('hex');
  fs.writeFileSync(path, `${written.trimEnd()}\n//${hash}`);
  fs.writeFileSync(join(folder, `${name}.mjs`), starterOf(basename(name)));
  const rehearse = fileURLToPath(new URL('./rehearse-script.mjs', import.meta.url));
  const args = [rehearse, path, join(folder, `${name}.cache`), String(rehearsalMs)];
  const { exitCode, output } = await runChild(process.execPath, args, { env: {} });
  if (!fs.existsSync(join(folder, `${name}.cache`)))
    throw new StepFailed(`${output}${name} could not be compiled (exit code ${exitCode}).`);
}

/**
 * The limit of the heap is part of what V8 compares, though no code depends on it, and is read once, when the process
 * starts: it is taken out of the comparison.
 */
function starterOf(name) {
  const file = JSON.stringify(`./${name}.cjs`);
  return `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { constants, Script } from 'node:vm';
const { url } = import.meta;
const path = fileURLToPath(url);
const source = readFileSync(new URL(${file}, url), 'utf8');
const limit = process.execArgv.find((option) => option.startsWith('--max-old-space-size='));
if (limit !== undefined) setFlagsFromString('--max-old-space-size=0');
const script = new Script(source, {
  filename: fileURLToPath(new URL(${file}, url)),
  cachedData: readCache(),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
if (limit !== undefined) setFlagsFromString(limit);
const module = { exports: {} };
script.runInThisContext()(createRequire(url), module, module.exports, path, dirname(path), url);

/** Without a cache of this script, and with one of another V8, the script is compiled. */
function readCache() {
  try {
    const cache = readFileSync(new URL(${JSON.stringify(`./${name}.cache`)}, url));
    if (cache.latin1Slice(0, 64) === source.slice(-64)) return cache.subarray(64);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
`;
}
