import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.mjs';
import { StepFailed } from './step-failed.mjs';

const sources = join(repositoryRoot, 'recommender', 'kernel', 'assembly');
const cache = join(repositoryRoot, 'node_modules', '.cache', 'petstore');

/** Memory is provided by the host and shared between threads; the kernel allocates nothing. */
const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd,threads',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];

/** Returns the recommender's kernel as WebAssembly, compiled from AssemblyScript or from the cache. */
export async function compileKernel() {
  const files = readSources();
  const hash = createHash('sha256').update(JSON.stringify([options, files, compilerVersion()]));
  const path = join(cache, `kernel-${hash.digest('hex').slice(0, 32)}.wasm`);
  if (fs.existsSync(path)) return fs.readFileSync(path);
  const binary = await compile(files);
  fs.mkdirSync(cache, { recursive: true });
  // Renamed into place, because another process may read the cache at the same time.
  fs.writeFileSync(`${path}.${process.pid}`, binary);
  fs.renameSync(`${path}.${process.pid}`, path);
  return binary;
}

function readSources() {
  const names = fs.readdirSync(sources).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(names.sort().map((name) => [name, fs.readFileSync(join(sources, name), 'utf8')]));
}

function compilerVersion() {
  const manifest = join(repositoryRoot, 'node_modules', 'assemblyscript', 'package.json');
  return JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
}

async function compile(files) {
  const { default: asc } = await import('assemblyscript/asc');
  let binary;
  const { error, stderr } = await asc.main(['main.ts', '-o', 'kernel.wasm', ...options], {
    readFile: (name) => files[name] ?? null,
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents;
    },
    listFiles: () => Object.keys(files),
  });
  if (error || binary === undefined) {
    throw new StepFailed(`${stderr.toString()}The recommender's kernel does not compile.`);
  }
  return Buffer.from(binary);
}
