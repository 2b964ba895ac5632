import { expect, test } from 'vitest';
import { resolveCommand, resolveNodeOptions, resolveWorkingDirectory } from './resolve-command.ts';

const folders = {
  appDirectory: '/home/me/dist',
  mounts: [{ containerPath: '/etc/keys', hostPath: '/data/keys' }],
};
const place = {
  ...folders,
  nodePath: '/opt/node',
  inContainer: { workingDirectory: '/app', mountPaths: ['/etc/keys'], appDirectory: null },
  expand: (word: string) => word.replace('$(DIR)', '/app/data'),
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
    ['node', '--import=/app/a b.mjs', '-r', './otel.cjs', '--loader', 'file:///app/l.mjs', 'main.mjs'],
    [
      '--import=file:///home/me/dist/a%20b.mjs',
      '--require=/home/me/dist/otel.cjs',
      '--experimental-loader=file:///home/me/dist/l.mjs',
      '/home/me/dist/main.mjs',
    ],
  ],
  [
    ['node', '--import', '@opentelemetry/api/register', 'main.mjs'],
    ['--import=@opentelemetry/api/register', '/home/me/dist/main.mjs'],
  ],
  [
    ['node', '--', 'main.mjs', '$(DIR)/x', '--dir=$(DIR)'],
    ['/home/me/dist/main.mjs', '/home/me/dist/data/x', '--dir=/home/me/dist/data'],
  ],
  [
    ['node', '/app/main.mjs', '--key=/etc/keys/tls.key', '/etc/keys/tls.crt'],
    ['/home/me/dist/main.mjs', '--key=/data/keys/tls.key', '/data/keys/tls.crt'],
  ],
])('runs %j with arguments %j', (command, args) => {
  expect(resolveCommand(command, place)).toEqual({ file: '/opt/node', args });
});

test('refuses what the check refuses', () => {
  expect(resolveCommand(['sh', '-c', 'true'], place)).toEqual({
    refused: expect.stringContaining('the command "sh" is not run'),
    index: 0,
  });
});

test('runs in the folder that stands for the working directory', () => {
  expect(resolveWorkingDirectory('/app/web', folders)).toBe('/home/me/dist/web');
  expect(resolveWorkingDirectory('/srv', folders)).toBe('/home/me/dist');
});

test.each([
  [
    '--max-old-space-size=64  --require ./a.cjs --import=/app/b.mjs',
    '--max-old-space-size=64 "--require=/home/my \\"dist\\"/a.cjs" --import=file:///home/my%20%22dist%22/b.mjs',
  ],
  ['--import=dd-trace', '--import=dd-trace'],
  ['--inspect --require /x', '--inspect --require /x'],
])('maps NODE_OPTIONS %j to %j', (written, mapped) => {
  expect(resolveNodeOptions(written, { ...place, appDirectory: '/home/my "dist"' })).toBe(mapped);
});
