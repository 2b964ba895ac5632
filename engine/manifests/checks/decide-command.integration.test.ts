import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decideCommand } from './decide-command.ts';

const outer = mkdtempSync(join(tmpdir(), 'decide-command-'));
const appDirectory = join(outer, 'dist');
const place = { workingDirectory: '/app', mountPaths: [], appDirectory };

function file(path: string): void {
  mkdirSync(dirname(join(outer, path)), { recursive: true });
  writeFileSync(join(outer, path), '');
}

for (const path of ['cli/main.mjs', 'engine/mesh/proxy/proxy-main.mjs', 'services/shop/main.mjs', 'otel.mjs'])
  file(`dist/${path}`);
file('dist/node_modules/inside/index.js');
file('node_modules/outside/index.js');
file('evil.js');
symlinkSync(join(outer, 'evil.js'), join(appDirectory, 'linked.js'));
symlinkSync(join(outer, 'node_modules/outside'), join(appDirectory, 'node_modules/linked'));
symlinkSync(join(appDirectory, 'cli'), join(appDirectory, 'services/cli'));
afterAll(() => rmSync(outer, { recursive: true }));

test.each([
  [['/app/services/shop/main.mjs']],
  [['--import=/app/otel.mjs', '/app/services/shop/main.mjs']],
  [['--import=inside', '-r', 'inside', '/app/services/shop/main.mjs']],
  // Node.js does not find them either.
  [['--import=nowhere', '/app/scripts/run-typescript.mjs', '/tmp/evil.ts']],
])('runs node %j', (words) => {
  expect(decideCommand(['node', ...words], place)).not.toHaveProperty('refused');
});

test.each([
  [['/app/linked.js'], 'is a link that leads out'],
  [['/app/linked'], 'is a link that leads out'],
  [['--require=/app/linked', '/app/otel.mjs'], 'is a link that leads out'],
  [['--import=/app/linked.js', '/app/otel.mjs'], 'is a link that leads out'],
  [['--import=linked', '/app/otel.mjs'], 'is a link that leads out'],
  [['--import=outside', '/app/otel.mjs'], 'install it there'],
  [['--require=outside', '/app/otel.mjs'], 'install it there'],
  // A variable like HOME may say where `require` looks in the end.
  [['--require=nowhere', '/app/otel.mjs'], 'install it there'],
  [['/app/cli/main.mjs', 'up', '--app', '/tmp'], 'is a part of petstore itself'],
  [['/app/services/cli/main.mjs', 'up'], 'is a part of petstore itself'],
  [['/app/engine/mesh/proxy/proxy-main.mjs'], 'is a part of petstore itself'],
  [['--import=/app/cli/main.mjs', '/app/otel.mjs'], 'is a part of petstore itself'],
])('refuses node %j', (words, reason) => {
  expect(decideCommand(['node', ...words], place)).toMatchObject({
    refused: expect.stringContaining(reason),
  });
});

test.each(['scripts', 'node_modules'])('the build, which stands for /app, holds no %s', (folder) => {
  expect(readdirSync(new URL('../../../dist/', import.meta.url))).not.toContain(folder);
});
