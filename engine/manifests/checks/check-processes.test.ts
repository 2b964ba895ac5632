import { expect, test } from 'vitest';
import { lineOf, problemsOf, sampleFile, sampleWith } from '../../testing/shop-manifests.ts';

const container = 'spec.template.spec.containers[0]';
const command = '          command: [node]\n          args: [/app/web.mjs]';
const probe = '            httpGet:\n              path: /ready\n              port: http';
const get = 'readinessProbe.httpGet';

test.each<readonly [string, string, string, string, string, RegExp]>([
  [
    'a shell',
    command,
    '          command: [/bin/sh, -c, node /app/web.mjs]',
    `${container}.command[0]`,
    'command: [/bin/sh',
    /only `node` is/,
  ],
  [
    'an option that loads code',
    command,
    '          command:\n            - node\n            - --import=/x\n          args: [/app/web.mjs]',
    `${container}.command[1]`,
    '- --import=/x',
    /of --import does not lie under \/app/,
  ],
  [
    'a script in the args',
    '[/app/web.mjs]',
    '[/srv/web.mjs]',
    `${container}.args[0]`,
    '[/srv/web.mjs]',
    /under \/app/,
  ],
  [
    'an init container',
    '[node, /app/migrate.mjs]',
    '[node, /x.mjs]',
    'spec.template.spec.initContainers[0].command[1]',
    '[node, /x.mjs]',
    /under \/app/,
  ],
  [
    'a probe',
    probe,
    '            exec:\n              command: [cat, /x]',
    `${container}.readinessProbe.exec.command[0]`,
    '[cat, /x]',
    /only `node` is/,
  ],
  [
    'a hook',
    '              sleep:\n                seconds: 1',
    '              exec:\n                command: [sleep, "1"]',
    `${container}.lifecycle.preStop.exec.command[0]`,
    '[sleep',
    /only `node` is/,
  ],
  [
    'a variable',
    '          env:\n            - name: LOG_LEVEL',
    '          env:\n            - name: LD_PRELOAD',
    `${container}.env[0]`,
    '- name: LD_PRELOAD',
    /--allow-env LD_PRELOAD/,
  ],
  [
    'a key of a ConfigMap',
    '  LOG_LEVEL: info',
    '  LOG_LEVEL: info\n  NODE_OPTIONS: --require /x',
    `${container}.envFrom[0]`,
    '- configMapRef:',
    /--allow-env NODE_OPTIONS/,
  ],
  [
    'a path of a probe with a blank',
    'path: /ready',
    'path: /a b',
    `${container}.${get}.path`,
    'path: /a b',
    /percent-encode/,
  ],
  [
    'a path of a probe with a line end',
    'path: /ready',
    'path: "/a\\r\\nX: 1"',
    `${container}.${get}.path`,
    'path: "/a',
    /percent-encode/,
  ],
  [
    'a path of a probe beyond ASCII',
    'path: /ready',
    'path: /bereit/ü',
    `${container}.${get}.path`,
    'path: /bereit',
    /percent-encode/,
  ],
  [
    'a header that is none',
    'path: /ready',
    'path: /ready\n              httpHeaders: [{ name: "a b", value: x }]',
    `${container}.${get}.httpHeaders[0].name`,
    'httpHeaders',
    /name of an HTTP header/,
  ],
  [
    'a header with a line end',
    'path: /ready',
    'path: /ready\n              httpHeaders: [{ name: a, value: "x\\ny" }]',
    `${container}.${get}.httpHeaders[0].value`,
    'httpHeaders',
    /printable ASCII/,
  ],
  [
    'an argument with a NUL',
    '[/app/web.mjs]',
    '[/app/web.mjs, "secret\\0"]',
    `${container}.args[1]`,
    '[/app/web.mjs,',
    /^must not hold a NUL byte/,
  ],
  [
    'more pods than a machine runs',
    'replicas: 2',
    'replicas: 100000',
    'spec.replicas',
    'replicas: 100000',
    /from 0 to 100/,
  ],
])('refuses %s, with its line', (_title, found, replacement, path, at, message) => {
  const text = sampleWith(found, replacement);
  expect(problemsOf(text)).toEqual([
    {
      file: sampleFile,
      line: lineOf(text, at),
      column: expect.any(Number),
      path,
      message: expect.stringMatching(message),
    },
  ]);
});
