import { describe, expect, test } from 'vitest';
import { problemsOf, sampleText, sampleWith } from '../../testing/shop-manifests.ts';

type Planted = readonly [defect: string, found: string, replacement: string, path: string, message: RegExp];

const container = 'spec.template.spec.containers[0]';

function documentOf(kind: string): string {
  const documents = sampleText.split('---\n');
  const document = documents.find((text) => text.includes(`\nkind: ${kind}\n`));
  if (document === undefined) throw new Error(`the sample has no ${kind}`);
  return document;
}

/** The sample and a second object, made from the one that it has of a kind. */
function sampleAndAnother(kind: string, ...changes: readonly (readonly [string, string])[]): string {
  const another = changes.reduce(
    (text, [found, replacement]) => sampleWith(found, replacement, text),
    documentOf(kind),
  );
  return `${sampleText}---\n${another}`;
}

const dangling: readonly Planted[] = [
  [
    'a missing ConfigMap of one variable',
    'name: settings\n                  key',
    'name: absent\n                  key',
    `${container}.env[0].valueFrom.configMapKeyRef`,
    /no ConfigMap absent/,
  ],
  [
    'a missing key of a ConfigMap',
    'key: LOG_LEVEL',
    'key: LEVEL',
    `${container}.env[0].valueFrom.configMapKeyRef`,
    /settings has no key LEVEL/,
  ],
  [
    'a missing ConfigMap of all variables',
    'configMapRef:\n                name: settings',
    'configMapRef:\n                name: absent',
    `${container}.envFrom[0].configMapRef`,
    /no ConfigMap absent/,
  ],
  [
    'a NUL byte in a variable of a ConfigMap',
    'LOG_LEVEL: info',
    'LOG_LEVEL: "in\\0fo"',
    `${container}.env[0].valueFrom.configMapKeyRef`,
    /^key LOG_LEVEL of ConfigMap settings holds a NUL byte, which no environment variable can/,
  ],
  [
    'a NUL byte in a variable of a Secret',
    'token: c2VjcmV0',
    'token: YQBi',
    `${container}.env[1].valueFrom.secretKeyRef`,
    /^key token of Secret provider holds a NUL byte/,
  ],
  [
    'a missing ConfigMap of a volume',
    'secret:\n            secretName: web-keys',
    'configMap:\n            name: absent',
    'spec.template.spec.volumes[0].configMap',
    /no ConfigMap absent/,
  ],
  [
    'a missing key of a declared Secret',
    'key: token',
    'key: tokn',
    `${container}.env[1].valueFrom.secretKeyRef`,
    /provider has no key tokn: add it, or name one of token, url/,
  ],
  [
    'a Secret nobody can generate',
    'configMapRef:\n                name: settings',
    'secretRef:\n                name: absent',
    `${container}.envFrom[0].secretRef`,
    /Secret absent is in no manifest.*name them/,
  ],
  [
    'a missing ServiceAccount',
    'serviceAccountName: web',
    'serviceAccountName: absent',
    'spec.template.spec.serviceAccountName',
    /no ServiceAccount absent/,
  ],
  [
    'a missing volume',
    'volumeMounts:\n            - name: keys',
    'volumeMounts:\n            - name: key',
    `${container}.volumeMounts[0].name`,
    /no volume key is declared/,
  ],
  [
    'a missing port of a probe',
    'path: /ready\n              port: http',
    'path: /ready\n              port: htp',
    `${container}.readinessProbe.httpGet.port`,
    /no port htp: write 8080 or http/,
  ],
  [
    'another port of a probe',
    'path: /ready\n              port: http',
    'path: /ready\n              port: 8081',
    `${container}.readinessProbe.httpGet.port`,
    /no port 8081/,
  ],
  [
    'a Service that selects nothing',
    'selector:\n    app: web\n  ports',
    'selector:\n    app: absent\n  ports',
    'spec.selector',
    /no Deployment/,
  ],
  [
    'a missing port of a Service',
    'targetPort: http',
    'targetPort: htp',
    'spec.ports[0].targetPort',
    /Deployment web has no container port htp/,
  ],
  [
    'a missing number of a port of a Service',
    '      port: 8080\n      targetPort: http',
    '      port: 8081',
    'spec.ports[0].port',
    /no container port 8081/,
  ],
  [
    'a missing Cluster',
    '  cluster:\n    name: postgres',
    '  cluster:\n    name: absent',
    'spec.cluster.name',
    /no Cluster absent/,
  ],
  ['a missing owner', 'owner: web_owner', 'owner: absent', 'spec.owner', /no managed role absent/],
  [
    'a missing group of a role',
    'login: true',
    'login: true\n        inRoles: [pg_monitor, absent]',
    'spec.managed.roles[0].inRoles[1]',
    /no role absent/,
  ],
  [
    'a missing namespace',
    'name: settings\n  namespace: shop',
    'name: settings\n  namespace: absent',
    'metadata.namespace',
    /no Namespace absent is declared: write shop/,
  ],
  [
    'an unnamed namespace',
    'name: settings\n  namespace: shop',
    'name: settings',
    'metadata.namespace',
    /write namespace: shop/,
  ],
];

describe('a name that leads nowhere is told where it stands', () => {
  test.each(dangling)('%s', (_, found, replacement, path, message) => {
    const problems = problemsOf(sampleWith(found, replacement));
    expect(problems).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });
});

describe('objects that cannot stand beside each other are told', () => {
  const table: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'one kind and name twice',
      sampleAndAnother('ConfigMap'),
      'metadata.name',
      /ConfigMap settings is declared at manifests\/sample\.yaml:12 already/,
    ],
    [
      'two Deployments for the same pods',
      sampleAndAnother('Deployment', ['name: web', 'name: other']),
      'spec.selector',
      /pods of Deployment web too/,
    ],
    [
      'two databases of one name',
      sampleAndAnother('Database', ['name: web', 'name: other']),
      'spec.name',
      /second database web/,
    ],
  ];
  test.each(table)('%s', (_, text, path, message) => {
    expect(problemsOf(text)).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  test('two roles that share one password Secret', () => {
    const role =
      '      - name: web_owner\n        login: true\n        passwordSecret:\n          name: web-owner\n';
    const text = sampleWith(role, role + role.replace('name: web_owner', 'name: web_service'));
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({
        message: 'Secret web-owner is that of role web_owner already: give each role its own',
      }),
    ]);
  });

  test('a declared password Secret with the name of another role', () => {
    const secret = documentOf('Secret')
      .replace('name: provider', 'name: web-owner')
      .replace('data:\n  token: c2VjcmV0', 'data: {}')
      .replace('url: https://example.test', 'username: somebody\n  password: x');
    expect(problemsOf(`${sampleText}---\n${secret}`)).toEqual([
      expect.objectContaining({ message: 'Secret web-owner must have the name of the role as its username' }),
    ]);
  });
});

test('a Secret that is only referred to is no problem: it is generated', () => {
  expect(problemsOf(sampleText)).toEqual([]);
});
