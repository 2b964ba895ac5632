import { expect, test } from 'vitest';
import { refusedVariable, refusedVariables } from './decide-variable.ts';

const place = { workingDirectory: '/app', mountPaths: [], appDirectory: null };
const none: ReadonlySet<string> = new Set();

test.each([
  ...[
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'LD_AUDIT',
    'DYLD_INSERT_LIBRARIES',
    'GCONV_PATH',
    'NODE_PATH',
    'NODE_COMPILE_CACHE',
  ],
  ...['NODE_CHANNEL_FD', 'NODE_V8_COVERAGE', 'OPENSSL_CONF', 'OPENSSL_MODULES', 'BASH_ENV', 'BASH_FUNC_ls%%'],
  ...[
    'PYTHONPATH',
    'PERL5OPT',
    'RUBYOPT',
    'JAVA_TOOL_OPTIONS',
    'npm_config_node_options',
    'NPM_CONFIG_SCRIPT_SHELL',
    'npm_execpath',
    'ESBUILD_BINARY_PATH',
    'PUPPETEER_EXECUTABLE_PATH',
    'CHROME_BIN',
    'PRISMA_QUERY_ENGINE_LIBRARY',
    'NAPI_RS_NATIVE_LIBRARY_PATH',
    'GIT_SSH_COMMAND',
    'GIT_CONFIG_GLOBAL',
    'SSH_ASKPASS',
  ],
])('refuses %s, unless it is allowed by name', (name) => {
  expect(refusedVariable(name, '/x', none, place)).toContain(`--allow-env ${name}`);
  expect(refusedVariable(name, '/x', new Set(['OTHER']), place)).not.toBeNull();
  expect(refusedVariable(name, '/x', new Set([name]), place)).toBeNull();
  expect(refusedVariable(name, '/x', 'all', place)).toBeNull();
});

test.each([
  'NODE_ENV',
  'NODE_NAME',
  'NODE_EXTRA_CA_CERTS',
  'PORT',
  'MALLOC_ARENA_MAX',
  'PATH',
  'OLD_PATH',
  'MODEL_BINARY_PATH',
  'GIT_COMMIT',
  'ENV',
])('lets %s pass', (name) => {
  expect(refusedVariable(name, '/x', none, place)).toBeNull();
});

test.each([
  ['--max-old-space-size=512 --enable-source-maps', null],
  ['', null],
  ['--require /app/otel.cjs --max-old-space-size=512 --import=@opentelemetry/api', null],
  ['-r ./otel.cjs --experimental-loader=/app/hook.mjs', null],
  ['--require /x', 'does not lie under /app'],
  ['--max-old-space-size=512 --import=/x', 'does not lie under /app'],
  ['--require', 'is neither'],
  ['--max-old-space-size=512 --inspect', '`node --inspect` is not run'],
  ['--max-old-space-size=$(HEAP)', 'cannot be judged'],
  ['"--require" x', 'cannot be judged'],
  [null, 'NODE_OPTIONS makes a process load code'],
])('judges NODE_OPTIONS %j by the options of the command', (value, words) => {
  const refused = refusedVariable('NODE_OPTIONS', value, none, place);
  if (words === null) expect(refused).toBeNull();
  else expect(refused).toContain(words);
});

test('says where a variable comes from', () => {
  const container = {
    env: [
      { name: 'A', value: '1' },
      { name: 'LD_PRELOAD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
    envFrom: [{ configMapRef: { name: 'a' } }, { prefix: 'LD_', secretRef: { name: 'b' } }],
  };
  const sources = {
    allowedVariables: none,
    keysOf: ({ prefix }: { prefix?: string | undefined }) => [prefix === undefined ? 'NODE_PATH' : 'PRELOAD'],
  };
  expect(refusedVariables(container, sources, place).map(({ path }) => path)).toEqual([
    ['env', 1],
    ['envFrom', 0],
    ['envFrom', 1],
  ]);
});
