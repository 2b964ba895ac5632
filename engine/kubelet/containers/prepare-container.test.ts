import { expect, test } from 'vitest';
import type { Container } from '../../manifests/index.ts';
import { prepareContainer } from './prepare-container.ts';

const cluster = {
  namespace: 'shop',
  configMap: () => undefined,
  secret: () => undefined,
  hasServicePort: () => false,
  postgresHosts: new Set<string>(),
  postgres: null,
};

function commandOf(changes: Partial<Container>) {
  const main: Container = { name: 'main', image: 'thing:v1', command: ['node', '/app/main.mjs'], ...changes };
  const pod = {
    name: 'thing-1',
    namespace: 'shop',
    uid: 'u-1',
    serviceAccount: 'default',
    labels: {},
    annotations: {},
  };
  const place = { pod, port: 20_001, listeners: new Map(), volumes: new Map() };
  const context = {
    nodePath: process.execPath,
    appDirectory: '/srv',
    hostEnvironment: {},
    allowedVariables: new Set<string>(),
    cluster,
  };
  return prepareContainer(main, place, context).command;
}

function environmentOf(changes: Partial<Container>) {
  return commandOf(changes).environment;
}

test.each(['0.0.0.0', '::'])('a container that is to listen on %s listens on loopback alone', (value) => {
  expect(environmentOf({ env: [{ name: 'HOST', value }] })).toMatchObject({
    HOST: '127.0.0.1',
    PORT: '20001',
  });
});

test('a container that names another address, or none, keeps what it has', () => {
  expect(environmentOf({ env: [{ name: 'HOST', value: '127.0.0.2' }] })['HOST']).toBe('127.0.0.2');
  expect(environmentOf({})).not.toHaveProperty('HOST');
});

test('a word of the command or a variable that names a member of every object stays as it is written', () => {
  const { args, environment } = commandOf({
    command: ['node', '/app/main.mjs', '$(toString)', '$(__proto__)', '$(OWN)'],
    env: [
      { name: '__proto__', value: 'kept' },
      { name: 'OWN', value: '$(valueOf) $(__proto__)' },
    ],
  });
  expect(args.slice(-3)).toEqual(['$(toString)', 'kept', '$(valueOf) kept']);
  expect(Object.entries(environment)).toContainEqual(['__proto__', 'kept']);
});

test('maps modules in NODE_OPTIONS to the app folder', () => {
  const env = [{ name: 'NODE_OPTIONS', value: '--require=./otel.cjs --import /app/otel.mjs' }];
  expect(environmentOf({ env, workingDir: '/app/web' })['NODE_OPTIONS']).toBe(
    '--require=/srv/web/otel.cjs --import=file:///srv/otel.mjs',
  );
});
