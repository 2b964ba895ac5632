import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildWhenStale, isBuildFresh } from './build-when-stale.mjs';
import { repositoryRoot } from './repository-root.mjs';
import { runChild } from './run-child.mjs';

let root: string;
const steps: string[] = [];
const progress = {
  say: () => true,
  step: (title: string, work: () => unknown) => {
    steps.push(title);
    return work();
  },
};

beforeEach(() => {
  steps.length = 0;
  root = mkdtempSync(join(tmpdir(), 'petstore-build-'));
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
  const built = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts/bundle.mjs',
    'scripts/cached-script.mjs',
    'scripts/rehearse-script.mjs',
    'scripts/compile-kernel.mjs',
  ];
  for (const path of built) {
    cpSync(join(repositoryRoot, path), join(root, path));
  }
  write(
    'services/gateway/main.ts',
    "import pino from 'pino';\npino({ base: null, timestamp: false }).info(__filename);\n",
  );
  write('services/gateway/migrations/0001-first.sql', 'select 1;\n');
  write('engine/mesh/proxy/proxy-main.ts', "import pg from 'pg';\nconsole.log(typeof pg.Pool);\n");
  write('cli/main.ts', "const { answer } = await import('./commands/answer.ts');\nconsole.log(answer);\n");
  write('cli/commands/answer.ts', 'export const answer: number = 41;\n');
});

afterEach(() => rmSync(root, { recursive: true }));

describe('buildWhenStale', () => {
  it('bundles each process into one script that runs, and copies migrations', async () => {
    await build();
    const service = await run('services/gateway/main.mjs');
    expect(JSON.parse(service)).toEqual({ level: 30, msg: join(root, 'dist/services/gateway/main.mjs') });
    expect(await run('engine/mesh/proxy/proxy-main.mjs')).toBe('function\n');
    expect(readFileSync(join(root, 'dist/services/gateway/migrations/0001-first.sql'), 'utf8')).toBe(
      'select 1;\n',
    );
  });

  it('removes comments from bundles, because one character beyond Latin-1 doubles the memory of the text', async () => {
    write('services/gateway/main.ts', "console.log(\n  // Wide \u2014 as a dash.\n  '\u2014',\n);\n");
    await build();
    expect(wideCharactersOf(join(root, 'dist/services/gateway/main.cjs'))).toEqual([]);
    expect(await run('services/gateway/main.mjs')).toBe('\u2014\n');
  });

  it('keeps short lines and names, for stack traces', async () => {
    const fail = "function refuseToStart() {\n  throw new Error('refused');\n}\n";
    write('services/gateway/main.ts', `${fail}${'console.log(1);\n'.repeat(500)}refuseToStart();\n`);
    await build();
    const text = readFileSync(join(root, 'dist/services/gateway/main.cjs'), 'utf8');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(500);
    const { output } = await runChild(process.execPath, [join(root, 'dist/services/gateway/main.mjs')]);
    expect(output).toMatch(/at refuseToStart .*main\.cjs:\d+:\d+/);
  });

  it('lets V8 take what it compiled at the build, whatever limit the heap has', async () => {
    await build();
    const usesCache = join(root, 'uses-cache.cjs');
    writeFileSync(usesCache, reportUseOfCache);
    const path = 'services/gateway/main.mjs';
    expect(await run(path, ['--require', usesCache])).toMatch(/cache used/);
    expect(await run(path, ['--require', usesCache, '--max-old-space-size=64'])).toMatch(/cache used, 64 MB/);
  });

  it('runs a script whose cache is missing, damaged or of another script', async () => {
    await build();
    const cache = join(root, 'dist/services/gateway/main.cache');
    const [hash, compiled] = [readFileSync(cache).subarray(0, 64), readFileSync(cache).subarray(64)];
    const other = Buffer.concat([Buffer.from('0'.repeat(64)), compiled]);
    const usesCache = join(root, 'uses-cache.cjs');
    writeFileSync(usesCache, reportUseOfCache);
    for (const bad of [other, Buffer.concat([hash, Buffer.from('damaged')]), Buffer.alloc(0), null]) {
      if (bad === null) rmSync(cache);
      else writeFileSync(cache, bad);
      const output = await run('services/gateway/main.mjs', ['--require', usesCache]);
      expect(output).toMatch(/"level":30/);
      expect(output).not.toMatch(/cache used/);
    }
  });

  it('builds nothing twice', async () => {
    expect(await build()).toBe(true);
    expect(isBuildFresh(root)).toBe(true);
    expect(await build()).toBe(false);
  });

  it('builds once when two start at the same time', async () => {
    expect((await Promise.all([build(), build()])).sort()).toEqual([false, true]);
    expect(steps).toEqual(['building']);
  });

  it('builds again after a change, and keeps the chunks that a running command may still import', async () => {
    await build();
    const before = parts();
    write('cli/commands/answer.ts', 'export const answer: number = 42;\n');
    expect(await build()).toBe(true);
    expect(await run('cli/main.mjs')).toBe('42\n');
    expect(parts()).toEqual(expect.arrayContaining(before));
  });

  it('does not build for a changed test or document', async () => {
    await build();
    write('cli/main.test.ts', 'export {};\n');
    write('cli/README.md', '# changed\n');
    expect(isBuildFresh(root)).toBe(true);
  });

  it('removes outputs that are no longer built', async () => {
    await build();
    rmSync(join(root, 'services/gateway/migrations/0001-first.sql'));
    await build();
    expect(existsSync(join(root, 'dist/services/gateway/migrations/0001-first.sql'))).toBe(false);
  });

  it('keeps the previous build when the sources do not build', async () => {
    await build();
    write('cli/commands/answer.ts', 'export const = 43;\n');
    await expect(build()).rejects.toThrow(/cli\/commands\/answer\.ts:1.*The build failed/s);
    expect(await run('cli/main.mjs')).toBe('41\n');
    expect(isBuildFresh(root)).toBe(false);
    expect(readdirSync(join(root, 'dist')).sort()).toEqual(['.built-from', 'cli', 'engine', 'services']);
  });
});

describe('the bundles of this build', () => {
  it('have no character beyond Latin-1', () => {
    const bundles = processBundles();
    expect(bundles).not.toEqual([]);
    expect(bundles.flatMap(wideCharactersOf)).toEqual([]);
  });
});

function build(): Promise<boolean> {
  return buildWhenStale({ root, progress });
}

/** Bundles of long-running processes, without the command line. */
function processBundles(): string[] {
  return ['services', 'engine'].flatMap((part) =>
    readdirSync(join(repositoryRoot, 'dist', part)).flatMap((name) => {
      const folder = join(repositoryRoot, 'dist', part, name);
      return readdirSync(folder)
        .filter((file) => /\.[cm]js$/.test(file))
        .map((file) => join(folder, file));
    }),
  );
}

/** Characters that V8 cannot store in Latin-1, with some context. */
function wideCharactersOf(path: string): string[] {
  return readFileSync(path, 'utf8').match(/.{0,30}[^\0-\xff].{0,30}/g) ?? [];
}

/** Preloaded: reports whether V8 took the cache, and the limit of the heap without the young generation. */
const reportUseOfCache = `
const vm = require('node:vm');
const { getHeapStatistics } = require('node:v8');
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    if (this.cachedDataRejected !== false) return;
    const limit = Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20 / 64) * 64;
    console.log('cache used, ' + limit + ' MB');
  }
};
require('node:module').syncBuiltinESMExports();
`;

async function run(path: string, options: readonly string[] = []): Promise<string> {
  const { exitCode, output } = await runChild(process.execPath, [...options, join(root, 'dist', path)]);
  expect(exitCode, output).toBe(0);
  return output;
}

function parts(): string[] {
  return readdirSync(join(root, 'dist/cli')).filter((name) => name.startsWith('part-'));
}

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}
