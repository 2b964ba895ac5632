import { expect, test } from 'vitest';
import { resolveCommand, resolveWorkingDirectory } from './resolve-command.ts';

const place = {
  nodePath: '/opt/node',
  appDirectory: '/home/me/dist',
  workingDirectory: '/app',
  mounts: [{ containerPath: '/etc/keys', hostPath: '/data/keys' }],
};

test.each([
  [['node', '/app/web/main.mjs'], ['/home/me/dist/web/main.mjs']],
  [
    ['node', 'web/main.mjs', '--port', '80'],
    ['/home/me/dist/web/main.mjs', '--port', '80'],
  ],
  [['/usr/local/bin/node', '/app/main.mjs'], ['/home/me/dist/main.mjs']],
  [
    ['node', '--max-old-space-size=64', '/app/main.mjs'],
    ['--max-old-space-size=64', '/home/me/dist/main.mjs'],
  ],
  [
    ['node', '--import=/app/hook.mjs', '/app/main.mjs'],
    ['--import=/home/me/dist/hook.mjs', '/home/me/dist/main.mjs'],
  ],
  [
    ['node', '/app/main.mjs', '--key=/etc/keys/tls.key', '/etc/keys/tls.crt'],
    ['/home/me/dist/main.mjs', '--key=/data/keys/tls.key', '/data/keys/tls.crt'],
  ],
])('runs %j with arguments %j', (command, args) => {
  expect(resolveCommand(command, place)).toEqual({ file: '/opt/node', args });
});

test.each([
  [[], 'no command'],
  [['sh', '-c', 'rm -rf /'], '"sh" is not run'],
  [['/tmp/node', '/app/main.mjs'], '"/tmp/node" is not run'],
  [['./node', '/app/main.mjs'], '"./node" is not run'],
  [['node'], 'names no script'],
  [['node', '-e', 'process.exit()'], '`node -e`'],
  [['node', '-pe', '1'], '`node -pe`'],
  [['node', '--eval=1', '/app/main.mjs'], 'names no script'],
  [['node', '/etc/evil.mjs'], 'does not lie under /app'],
  [['node', '/app/../etc/evil.mjs'], 'does not lie under /app'],
  [['node', '../evil.mjs'], 'does not lie under /app'],
  [['node', '/app/main.mjs', '/app/../../etc/passwd'], 'leads out of /app'],
])('refuses %j', (command, words) => {
  expect(resolveCommand(command, place)).toMatchObject({ refused: expect.stringContaining(words) });
});

test('runs in the folder that stands for the working directory', () => {
  expect(resolveWorkingDirectory('/app/web', place)).toBe('/home/me/dist/web');
  expect(resolveWorkingDirectory('/srv', place)).toBe('/home/me/dist');
});
