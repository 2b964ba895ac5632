import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

/**
 * Runs a script without settings, so that it ends soon, and keeps what V8 compiled for that: all code that runs when
 * the script is loaded. `SCRIPT CACHE LONGEST_MS`.
 */
const [scriptPath, cachePath, longestMs] = process.argv.slice(2);
const source = readFileSync(scriptPath, 'utf8');
const script = new Script(source, { filename: scriptPath });
process.on('exit', () =>
  writeFileSync(cachePath, Buffer.concat([Buffer.from(source.slice(-64)), script.createCachedData()])),
);
setTimeout(() => process.exit(), Number(longestMs)).unref();
const module = { exports: {} };
const { href } = pathToFileURL(scriptPath);
const parameters = [createRequire(href), module, module.exports, scriptPath, dirname(scriptPath), href];
script.runInThisContext()(...parameters);
