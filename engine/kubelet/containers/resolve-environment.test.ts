import { expect, test } from 'vitest';
import { expandVariables, resolveEnvironment } from './resolve-environment.ts';

const variables: Readonly<Record<string, string>> = {
  HOST: 'example',
  PORT: '80',
  EMPTY: '',
  NESTED: '$(HOST)',
};

const sources = {
  namespace: 'sea',
  configMap: (name: string) => (name === 'settings' ? { LEVEL: 'info', 'key.with.dots': 'yes' } : undefined),
  secret: (name: string) => (name === 'login' ? { username: 'ann', password: 'pw' } : undefined),
  field: (path: string) => `<${path}>`,
};

test('takes envFrom first, with its prefix, and lets env override it', () => {
  const { environment } = resolveEnvironment(
    {
      envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'LOGIN_', secretRef: { name: 'login' } }],
      env: [{ name: 'LEVEL', value: 'debug' }],
    },
    sources,
  );
  expect(environment).toEqual({
    LEVEL: 'debug',
    'key.with.dots': 'yes',
    LOGIN_username: 'ann',
    LOGIN_password: 'pw',
  });
});

test('takes values from keys and fields, and expands what stands before', () => {
  const { environment, problems } = resolveEnvironment(
    {
      env: [
        { name: 'USER', valueFrom: { secretKeyRef: { name: 'login', key: 'username' } } },
        { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'LEVEL' } } },
        { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'URL', value: 'http://$(USER)@$(LATER)/$$(USER)' },
        { name: 'LATER', value: 'x' },
        { name: 'EMPTY' },
      ],
    },
    sources,
  );
  expect(problems).toEqual([]);
  expect(environment).toEqual({
    USER: 'ann',
    LEVEL: 'info',
    POD: '<metadata.name>',
    URL: 'http://ann@$(LATER)/$(USER)',
    LATER: 'x',
    EMPTY: '',
  });
});

test('names every reference that leads nowhere, and passes over optional ones', () => {
  const { environment, problems } = resolveEnvironment(
    {
      envFrom: [{ configMapRef: { name: 'gone' } }, { secretRef: { name: 'gone', optional: true } }],
      env: [
        { name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'gone' } } },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'gone', key: 'x', optional: true } } },
      ],
    },
    sources,
  );
  expect(environment).toEqual({});
  expect(problems).toEqual(['configmap "gone" not found', "couldn't find key gone in Secret sea/login"]);
});

test('knows no variables or keys but those that are written', () => {
  const key = { name: 'settings', key: 'constructor' };
  const { environment, problems } = resolveEnvironment(
    {
      env: [
        { name: 'A', value: '$(toString) $(__proto__)' },
        { name: 'B', valueFrom: { configMapKeyRef: key } },
        { name: 'C', valueFrom: { configMapKeyRef: { ...key, optional: true } } },
      ],
    },
    sources,
  );
  expect(environment).toEqual({ A: '$(toString) $(__proto__)' });
  expect(problems).toEqual(["couldn't find key constructor in ConfigMap sea/settings"]);
});

test('takes variables named like members of every object', () => {
  const env = ['__proto__', 'constructor'].map((name) => ({ name, value: `own ${name}` }));
  const { environment } = resolveEnvironment(
    { env: [...env, { name: 'BOTH', value: '$(__proto__), $(constructor)' }] },
    sources,
  );
  expect(Object.entries(environment)).toEqual([
    ['__proto__', 'own __proto__'],
    ['constructor', 'own constructor'],
    ['BOTH', 'own __proto__, own constructor'],
  ]);
});

// The cases of Kubernetes' own test: third_party/forked/golang/expansion/expand_test.go
test.each([
  ['$(HOST)', 'example'],
  ['http://$(HOST):$(PORT)/x', 'http://example:80/x'],
  ['$(MISSING)', '$(MISSING)'],
  ['$$(HOST)', '$(HOST)'],
  ['$$$(HOST)', '$example'],
  ['$$$$(HOST)', '$$(HOST)'],
  ['foo$(EMPTY)bar', 'foobar'],
  ['$(NESTED)', '$(HOST)'],
  ['$(HOST', '$(HOST'],
  ['$HOST', '$HOST'],
  ['100$', '100$'],
  ['$()', '$()'],
  ['$(toString)', '$(toString)'],
  ['$(constructor) $(__proto__)', '$(constructor) $(__proto__)'],
])('expands %s to %s', (written, expanded) => {
  expect(expandVariables(written, variables)).toBe(expanded);
});
