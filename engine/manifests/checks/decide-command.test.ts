import { expect, test } from 'vitest';
import { decideCommand } from './decide-command.ts';

const place = { workingDirectory: '/app', mountPaths: ['/app/config', '/etc/keys'], appDirectory: null };

test.each([
  [['node', '/app/web/main.mjs'], '/app/web/main.mjs'],
  [['node', 'web/main.mjs', '--import=/x'], '/app/web/main.mjs'],
  [['node', '.'], '/app'],
  [['node', '--', '--import=/x.mjs'], '/app/--import=/x.mjs'],
  [
    ['/usr/local/bin/node', '--max-old-space-size=64', '--enable-source-maps', '/app/main.mjs'],
    '/app/main.mjs',
  ],
  [
    ['node', '--max_old_space_size=$(HEAP)', '--no-warnings', '/app/x/../main.mjs', '$(ANY)'],
    '/app/main.mjs',
  ],
  [['node', '/app/main.mjs', '/etc/keys/tls.key', '-e', '1'], '/app/main.mjs'],
  [['node', '--import=/app/otel.mjs', '/app/main.mjs'], '/app/main.mjs'],
  [['node', '--import', './otel.mjs', '--no-warnings', '/app/main.mjs'], '/app/main.mjs'],
  [['node', '-r', './otel.cjs', 'main.mjs'], '/app/main.mjs'],
  [['node', '--require', '/app/otel', '--', '/app/main.mjs'], '/app/main.mjs'],
  [['node', '--require=/app/otel.cjs', '/app/main.mjs'], '/app/main.mjs'],
  [['node', '--experimental_loader=file:///app/hook.mjs', '/app/main.mjs'], '/app/main.mjs'],
  [['node', '--loader', '@opentelemetry/instrumentation/hook.mjs', '/app/main.mjs'], '/app/main.mjs'],
  [['node', '--import=dd-trace/register.js', '/app/main.mjs'], '/app/main.mjs'],
])('runs %j', (words, script) => {
  expect(decideCommand(words, place)).toMatchObject({ script });
});

test.each([
  [[], 0, 'is missing'],
  [['sh', '-c', 'rm -rf /'], 0, '"sh" is not run'],
  [['/bin/sh', '-c', 'node /app/main.mjs'], 0, '"/bin/sh" is not run'],
  [['/tmp/node', '/app/main.mjs'], 0, '"/tmp/node" is not run'],
  [['./node', '/app/main.mjs'], 0, '"./node" is not run'],
  [['/usr/local/bin/../../../tmp/node', '/app/main.mjs'], 0, 'is not run'],
  [['$(PROGRAM)', '/app/main.mjs'], 0, 'is not run'],
  [['node'], 0, 'names no script'],
  [['node', '-'], 1, 'names no script'],
  [['node', '--'], 1, 'names no script'],
  [['node', '/etc/evil.mjs'], 1, 'does not lie under /app'],
  [['node', '/app/../etc/evil.mjs'], 1, 'does not lie under /app'],
  [['node', '../evil.mjs'], 1, 'does not lie under /app'],
  [['node', '/application/main.mjs'], 1, 'does not lie under /app'],
  [['node', '/app/$(NAME)'], 1, 'has a variable in it'],
  [['node', '/app/config/evil.mjs'], 1, 'lies in the volume at /app/config'],
  [['node', '/app/main.mjs', '/app/../../etc/passwd'], 2, 'leads out of /app'],
  [['node', '/app/main.mjs', '--file=/app/../../etc/passwd'], 2, 'leads out of /app'],
  [['node', '--max-old-space-size', '64', '/app/main.mjs'], 1, 'needs its value behind a "="'],
  [['node', '/app/config'], 1, 'lies in the volume at /app/config'],
  [['node', '--import=/x.mjs', '/app/main.mjs'], 1, 'does not lie under /app'],
  [['node', '--import', '/x.mjs', '/app/main.mjs'], 2, 'does not lie under /app'],
  [['node', '-r', '../x.cjs', '/app/main.mjs'], 2, 'does not lie under /app'],
  [['node', '--require=/app/../x.cjs', '/app/main.mjs'], 1, 'does not lie under /app'],
  [['node', '--import=/app/config/x.mjs', '/app/main.mjs'], 1, 'lies in the volume at /app/config'],
  [['node', '--import=$(HOOK)', '/app/main.mjs'], 1, 'has a variable in it'],
  [['node', '--import=file:///x.mjs', '/app/main.mjs'], 1, 'does not lie under /app'],
  [['node', '--import=data:text/javascript,1', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=http://x/y.mjs', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=file://x/app/y.mjs', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=file:///app/%2e%2e/y.mjs', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=./%2e%2e/y.mjs', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=node:inspector', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--require=file:///app/x.cjs', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=@scope/../../x', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=name/../../x', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import=', '/app/main.mjs'], 1, 'is neither'],
  [['node', '--import', '--eval', '/app/main.mjs'], 2, 'is neither'],
  [['node', '--import'], 1, 'is neither'],
  [['node', '--import', '/app/main.mjs'], 2, 'names no script'],
])('refuses %j', (words, index, reason) => {
  expect(decideCommand(words, place)).toEqual({ index, refused: expect.stringContaining(reason) });
});

test.each([
  ...['--import=/x', '-r=/x', '--require=/x', '--loader=/x', '--experimental-loader=/x'],
  ...[
    '--experimental_loader=/x',
    '-e',
    '-pe',
    '-p',
    '-i',
    '--eval=1',
    '--eval',
    '--print',
    '--interactive',
    '-C',
    '-C=x',
  ],
  ...[
    '--env-file=/x',
    '--env-file-if-exists=/x',
    '--inspect',
    '--inspect=0.0.0.0:1',
    '--inspect-brk',
    '--inspect_brk',
  ],
  ...[
    '--openssl-config=/x',
    '--snapshot-blob=/x',
    '--build-snapshot',
    '--run',
    '--run=x',
    '--watch',
    '--watch-path=/x',
  ],
  ...[
    '--experimental-config-file=/x',
    '--experimental-default-config-file',
    '--icu-data-dir=/x',
    '--prof',
    '--cpu-prof',
  ],
  ...[
    '--test',
    '--check',
    '-c',
    '--diagnostic-dir=/x',
    '--heapsnapshot-signal=SIGUSR2',
    '--redirect-warnings=/x',
    '-',
  ],
  ...[
    '--enable-source-maps=/x',
    '--unknown',
    '--trace-event-file-pattern=/x',
    '--heapsnapshot-near-heap-limit=1',
  ],
])('refuses node %s', (option) => {
  expect(decideCommand(['node', option, '/app/main.mjs'], place)).toMatchObject({ index: 1 });
});

test('looks for a package below the working directory alone', () => {
  const words = ['node', '--import=tracing', '/app/main.mjs'];
  for (const workingDirectory of ['/srv', '/etc/keys', '/app/config'])
    expect(decideCommand(words, { ...place, workingDirectory })).toEqual({
      index: 1,
      refused: expect.stringContaining(`is looked for in ${workingDirectory}, which`),
    });
  const mounted = decideCommand(words, { ...place, mountPaths: ['/app/node_modules'] });
  expect(mounted).toMatchObject({ refused: expect.stringContaining('lies in the volume at') });
});
