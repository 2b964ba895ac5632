import { describe, expect, it } from 'vitest';
import { decideViolations } from './decide-violations.ts';
import type { PackageManifest, SourceTree } from './source-tree.ts';

const packages: readonly PackageManifest[] = [
  manifest('', 'marty-petstore', { devDependencies: ['vitest', 'esbuild'] }),
  manifest('contracts', '@petstore/contracts', { dependencies: ['typebox'] }),
  manifest('chassis', '@petstore/chassis', { dependencies: ['@petstore/contracts', 'pino'] }),
  manifest('engine', '@petstore/engine', {
    dependencies: ['@petstore/chassis'],
    optionalDependencies: ['@binaries/linux', '@binaries/darwin'],
  }),
  manifest('services/gateway', '@petstore/gateway', {
    dependencies: ['@petstore/chassis'],
  }),
  manifest('services/analytics', '@petstore/analytics', {}),
];

/** A tree without violations, in which every declared dependency is used. */
const soundFiles: Readonly<Record<string, string>> = {
  'contracts/http/index.ts': "import { Type } from 'typebox';\nexport const Empty = Type.Null();\n",
  'chassis/http/serve.ts': [
    "import { readFile } from 'node:fs/promises';",
    "import pino from 'pino';",
    "import type { Empty } from '@petstore/contracts/http';",
    "import { port } from './port.ts';",
    'export const serve = [readFile, pino, port] satisfies unknown[] as Empty;',
  ].join('\n'),
  'chassis/http/port.ts': 'export const port = 1;\n',
  'chassis/http/port.test.ts':
    "import { it } from 'vitest';\nimport { port } from './port.ts';\nit('is', () => port);\n",
  'engine/run.ts': [
    "import { serve } from '@petstore/chassis/http';",
    "export const run = [serve, '@binaries/' + process.platform];",
  ].join('\n'),
  'services/gateway/main.ts': "import { serve } from '@petstore/chassis/http';\nvoid serve;\n",
  'cli/bin/petstore.mjs': "import { runMain } from '../run-main.mjs';\nvoid runMain;\n",
  'scripts/run-main.mjs': "import { build } from 'esbuild';\nexport const runMain = build;\n",
  'tests/integration/walk.test.ts': "import { serve } from '@petstore/chassis/http';\nvoid serve;\n",
  'vitest.config.ts': 'export default {};\n',
};

describe('decideViolations', () => {
  it('finds nothing in a sound tree', () => {
    expect(found({})).toEqual([]);
  });

  it.each([
    [
      'a service that imports the engine',
      'services/gateway/a.ts',
      "import '@petstore/engine/kubelet';",
      /may not import engine/,
    ],
    [
      'a controller that imports another',
      'engine/controllers/scheduler/a.ts',
      "import '../replica-set/b.ts';",
      /a controller imports replica-set/,
    ],
    [
      'a service that imports another',
      'services/gateway/a.ts',
      "import '@petstore/analytics/x';",
      /may not import services\/analytics/,
    ],
    [
      'contracts that import the chassis',
      'contracts/a.ts',
      "import '@petstore/chassis/http';",
      /contracts may not import chassis .*nothing of ours/,
    ],
    [
      'a type that crosses a border',
      'contracts/a.ts',
      "export type A = import('@petstore/chassis/http').A;",
      /may not import chassis/,
    ],
    [
      'a lazy import across a border',
      'chassis/a.ts',
      "export const a = () => import('@petstore/engine/a');",
      /may not import engine/,
    ],
    [
      'a lazy import of a package of others',
      'engine/a.ts',
      "export const a = () => import('@binaries/linux');",
      /loads @binaries\/linux lazily.* at the top of a module/,
    ],
    [
      'an export from beyond a border',
      'chassis/a.ts',
      "export { a } from '@petstore/engine/a';",
      /may not import engine/,
    ],
    [
      'a relative path out of a package',
      'chassis/http/a.ts',
      "import '../../contracts/http/index.ts';",
      /reaches into contracts/,
    ],
    [
      'a relative path between services',
      'services/gateway/a.ts',
      "import '../analytics/a.ts';",
      /reaches into services\/analytics/,
    ],
    [
      'a package that is not declared',
      'chassis/a.ts',
      "import 'fastify';",
      /imports "fastify", which chassis\/package.json/,
    ],
    ['a part of a package that is not declared', 'chassis/a.ts', "import '@x/y/z';", /imports "@x\/y"/],
    [
      'a required package that is not declared',
      'chassis/a.ts',
      "const require = load(); require('fastify');",
      /imports "fastify"/,
    ],
    ['a test runner outside of tests', 'chassis/a.ts', "import 'vitest';", /imports "vitest"/],
    [
      'an undeclared package outside of the packages',
      'scripts/a.mjs',
      "import 'left-pad';",
      /which package.json does not declare/,
    ],
    [
      'code in a folder that the layout does not know',
      'warehouse/a.ts',
      "import '@petstore/chassis/http';",
      /table does not know/,
    ],
    ['a default export', 'chassis/a.ts', 'export default function a() {}', /default export/],
    [
      'a default export by another name',
      'chassis/a.ts',
      'const a = 1; export { a as default };',
      /default export/,
    ],
    ['a star export', 'chassis/a.ts', "export * from './http/port.ts';", /export \*/],
    ['a star export with a name', 'chassis/a.ts', "export * as port from './http/port.ts';", /export \*/],
    ['a file four folders deep', 'chassis/http/a/b/c.ts', 'export const c = 1;', /4 folders deep/],
    ['a document four folders deep', 'docs/a/b/c/d.md', '', /4 folders deep/],
    ['a folder named helpers', 'chassis/helpers/a.ts', 'export const a = 1;', /"helpers" says nothing/],
    ['a file named types', 'chassis/http/types.ts', 'export const a = 1;', /"types" says nothing/],
    ['a file named for a manager', 'chassis/http/pool-manager.test.ts', '', /"pool-manager" says nothing/],
    ['a name in camel case', 'chassis/http/myFile.ts', '', /not in kebab-case/],
    ['a file of 401 lines', 'chassis/a.ts', '// x\n'.repeat(401), /has 401 lines/],
    [
      'a service whose main has 40 lines',
      'services/gateway/main.ts',
      `import '@petstore/chassis/http';${'\n'.repeat(40)}`,
      /has 40 lines/,
    ],
    ['a function of 61 lines', 'chassis/a.ts', functionOf(61), /long has 61 lines/],
    [
      'a method of 61 lines',
      'chassis/a.ts',
      `export class A { ${functionOf(61).slice('function '.length)} }`,
      /long has 61 lines/,
    ],
    [
      'a test of 61 lines',
      'chassis/a.test.ts',
      `import { it } from 'vitest';\nit('x', () => {${'\n'.repeat(60)}});`,
      /has 61 lines/,
    ],
    [
      'six parameters',
      'chassis/a.ts',
      'export const f = (a: 1, b: 2, c: 3, d: 4, e: 5, g: 6) => [a, b, c, d, e, g];',
      /f takes 6 parameters/,
    ],
    [
      'a long line of comment',
      'chassis/a.ts',
      `const a = 1; // ${'x'.repeat(105)}\n`,
      /a line of comment has 121 columns/,
    ],
    [
      'a long line within a block of comment',
      'chassis/a.ts',
      `/**\n * ${'x'.repeat(118)}\n */\n`,
      /a line of comment has 121 columns/,
    ],
    [
      'a file that imports itself',
      'chassis/a.ts',
      "import './a.ts';",
      /circle: chassis\/a.ts -> chassis\/a.ts/,
    ],
    ['text that does not parse', 'chassis/a.ts', 'export const = 1;', /does not parse/],
  ])('refuses %s', (_title, path, text, message) => {
    const violations = found({ [path]: text });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(path);
    expect(violations[0]).toMatch(message);
  });

  it.each([
    ['a function of 60 lines', 'chassis/a.ts', functionOf(60)],
    [
      'five parameters',
      'chassis/a.ts',
      'export const f = (a: 1, b: 2, c: 3, d: 4, e: 5) => [a, b, c, d, e];',
    ],
    [
      'a `this` beside five parameters',
      'chassis/a.ts',
      'export function f(this: A, a: 1, b: 2, c: 3, d: 4, e: 5) {}',
    ],
    [
      'a callback with the parameters of its caller',
      'chassis/a.ts',
      'text.replace(pattern, (a, b, c, d, e, f) => f);',
    ],
    [
      'a long group of tests',
      'chassis/a.test.ts',
      `import { describe } from 'vitest';\ndescribe.each([1])('x', () => {${'\n'.repeat(90)}});`,
    ],
    ['a word of the list inside of a good name', 'chassis/base-currency.ts', 'export const a = 1;'],
    [
      'a test tool in a testing folder',
      'chassis/testing/a.ts',
      "import { inject } from 'vitest';\nexport const a = inject;",
    ],
    ['a package that imports itself by name', 'chassis/a.ts', "import '@petstore/chassis/http';"],
    [
      'an architecture test that reads the rules',
      'tests/architecture/a.test.ts',
      "import '../run-main.mjs';",
    ],
    [
      'a declaration file of a foreign module',
      'engine/pool.d.ts',
      'declare module "x" { export default class A {} }',
    ],
  ])('accepts %s', (_title, path, text) => {
    expect(found({ [path]: text })).toEqual([]);
  });

  it('finds a circle of files across packages, types and lazy imports included, once', () => {
    const planted = {
      'chassis/http/port.ts': "import type { A } from './a.ts';\nexport const port: A = 1;\n",
      'chassis/http/a.ts': "export type A = 1;\nexport const load = () => import('./serve.ts');\n",
    };
    expect(found(planted)).toEqual([
      'chassis/http/a.ts: an import circle: chassis/http/a.ts -> chassis/http/serve.ts -> chassis/http/port.ts -> chassis/http/a.ts',
    ]);
  });

  it('finds a circle of folders although no file is in one', () => {
    const planted = {
      'chassis/http/a.ts': "import '../time/clock.ts';\n",
      'chassis/time/clock.ts': 'export const clock = 1;\n',
      'chassis/time/served.ts': "import '@petstore/chassis/http';\n",
      'chassis/http/index.ts': 'export const x = 1;\n',
    };
    expect(found(planted)).toEqual([
      'chassis/http/a.ts: an import circle: chassis/http -> chassis/time -> chassis/http',
    ]);
  });

  it('lets feature folders use the files beside them, and those use the features', () => {
    const planted = {
      'services/gateway/service.ts': "import './limits/limit.ts';\n",
      'services/gateway/errors.ts': 'export const errors = 1;\n',
      'services/gateway/limits/limit.ts': "import '../errors.ts';\n",
      'services/gateway/limits/limit.test.ts': "import '../service.ts';\n",
    };
    expect(found(planted)).toEqual([]);
  });

  it('reports unused dependencies, except platform packages that are found by their scope', () => {
    const text = 'export const run = 1;';
    expect(found({ 'engine/run.ts': text })).toEqual([
      'engine/package.json: declares "@petstore/chassis", which nothing in engine imports',
      'engine/package.json: declares "@binaries/linux", which nothing in engine imports',
      'engine/package.json: declares "@binaries/darwin", which nothing in engine imports',
    ]);
  });

  it('reports the line', () => {
    const violations = decideViolations(treeOf({ ...soundFiles, 'chassis/a.ts': "\n\nimport 'fastify';\n" }));
    expect(violations.find((one) => one.path === 'chassis/a.ts')?.line).toBe(3);
  });
});

function found(planted: Readonly<Record<string, string>>): string[] {
  const violations = decideViolations(treeOf({ ...soundFiles, ...planted }));
  return violations.map(({ path, message }) => `${path}: ${message}`);
}

function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  const isSource = ([path]: [string, string]) => /\.(ts|mjs)$/.test(path);
  return { paths: Object.keys(files), sources: new Map(Object.entries(files).filter(isSource)), packages };
}

function manifest(folder: string, name: string, declared: Partial<PackageManifest>): PackageManifest {
  return {
    folder,
    name,
    dependencies: [],
    optionalDependencies: [],
    devDependencies: [],
    exports: new Map([['./*', './*/index.ts']]),
    ...declared,
  };
}

function functionOf(lines: number): string {
  return `function long() {${'\n'.repeat(lines - 1)}}`;
}
