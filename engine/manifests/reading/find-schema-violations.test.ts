import { describe, expect, test } from 'vitest';
import { lineOf, problemsOf, sampleFile, sampleWith } from '../../testing/shop-manifests.ts';

interface Defect {
  readonly text: string;
  /** The text that stands on the line of the problem. */
  readonly at: string;
  readonly path: string;
  readonly message: RegExp;
}

function expectOnly({ text, at, path, message }: Defect): void {
  expect(problemsOf(text)).toEqual([
    {
      file: sampleFile,
      line: lineOf(text, at),
      column: expect.any(Number),
      path,
      message: expect.stringMatching(message),
    },
  ]);
}

test.each(['2026-11-31T00:00:00Z', 'yesterday', '2026-11-30'])(
  'a time that the API server could not read, %s, is refused',
  (time) => {
    const at = `creationTimestamp: ${time}`;
    const text = sampleWith('metadata:\n  name: shop', `metadata:\n  ${at}\n  name: shop`);
    expectOnly({ text, at, path: 'metadata.creationTimestamp', message: /such as 2026-11-30T09:30:00Z/ });
  },
);

describe('an unknown field is refused at its own line', () => {
  const table: readonly (readonly [string, string, string, RegExp])[] = [
    ['metadata:\n  name: shop', 'metadata:\n  nam: x\n  name: shop', 'metadata.nam', /did you mean name/],
    [
      '  name: web\n  namespace: shop\n---',
      '  name: web\n  namespace: shop\nautomount: true\n---',
      'automount',
      /no field/,
    ],
    ['data:\n  LOG_LEVEL', 'dta: {}\ndata:\n  LOG_LEVEL', 'dta', /did you mean data/],
    ['stringData:', 'stringdata: {}\nstringData:', 'stringdata', /did you mean stringData/],
    ['  replicas: 2', '  replicas: 2\n  replica: 2', 'spec.replica', /did you mean replicas/],
    [
      '          image: shop/web:v1\n          command: [node]',
      '          image: shop/web:v1\n          imagePullPolcy: Always\n          command: [node]',
      'spec.template.spec.containers[0].imagePullPolcy',
      /did you mean imagePullPolicy/,
    ],
    [
      '              path: /ready',
      '              path: /ready\n              timeout: 1',
      'spec.template.spec.containers[0].readinessProbe.httpGet.timeout',
      /remove it/,
    ],
    [
      '                  key: LOG_LEVEL',
      '                  key: LOG_LEVEL\n                  keys: x',
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.keys',
      /did you mean key/,
    ],
    [
      '              - key: tls.key',
      '              - key: tls.key\n                mod: 1',
      'spec.template.spec.volumes[0].secret.items[0].mod',
      /did you mean mode/,
    ],
    [
      '    - name: http\n      port: 8080',
      '    - name: http\n      targetPrt: 1\n      port: 8080',
      'spec.ports[0].targetPrt',
      /did you mean targetPort/,
    ],
    ['  instances: 1', '  instances: 1\n  instance: 1', 'spec.instance', /did you mean instances/],
    [
      '        login: true',
      '        login: true\n        supruser: true',
      'spec.managed.roles[0].supruser',
      /did you mean superuser/,
    ],
    ['  owner: web_owner', '  owner: web_owner\n  ownr: x', 'spec.ownr', /did you mean owner/],
  ];
  test.each(table)('%j becomes %j', (found, replacement, path, message) => {
    const text = sampleWith(found, replacement);
    const field = path.split('.').at(-1) ?? '';
    expectOnly({ text, at: `${field}:`, path, message });
  });

  test('inside of a field that means nothing here as well', () => {
    const text = sampleWith(
      '      serviceAccountName: web',
      '      serviceAccountName: web\n      affinity:\n        nodeAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n            nodeSelectorTerm: []\n            nodeSelectorTerms: []',
    );
    const path =
      'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerm';
    expectOnly({
      text,
      at: 'nodeSelectorTerm:',
      path,
      message: /did you mean nodeSelectorTerms/,
    });
  });
});

describe('a value of the wrong type or form is refused', () => {
  const table: readonly (readonly [string, string, string, RegExp])[] = [
    ['replicas: 2', 'replicas: "2"', 'spec.replicas', /whole number, but is a text: write it without quotes/],
    ['replicas: 2', 'replicas: two', 'spec.replicas', /whole number, but is a text$/],
    ['replicas: 2', 'replicas: 1.5', 'spec.replicas', /whole number/],
    ['replicas: 2', 'replicas: -1', 'spec.replicas', /from 0 to 100/],
    [
      'LOG_LEVEL: info',
      'LOG_LEVEL: 7',
      'data.LOG_LEVEL',
      /must be a text, but is a number: put it in quotes/,
    ],
    [
      'LOG_LEVEL: info',
      'LOG_LEVEL: yes',
      'data.LOG_LEVEL',
      /must be a text, but is true or false: put it in quotes/,
    ],
    [
      'command: [node]',
      'command: node',
      'spec.template.spec.containers[0].command',
      /must be a list, but is a text: write it as an entry/,
    ],
    [
      'max_connections: "100"',
      'max_connections: 100',
      'spec.postgresql.parameters.max_connections',
      /put it in quotes/,
    ],
    [
      'containerPort: 8080',
      'containerPort: 70000',
      'spec.template.spec.containers[0].ports[0].containerPort',
      /at most 65535/,
    ],
    [
      '      app: web\n  template',
      '      app: "not a label!"\n  template',
      'spec.selector.matchLabels.app',
      /at most 63 letters/,
    ],
    ['name: settings\n  namespace', 'name: Settings_\n  namespace', 'metadata.name', /lower-case/],
    [
      'mountPath: /etc/keys',
      'mountPath: etc/keys',
      'spec.template.spec.containers[0].volumeMounts[0].mountPath',
      /absolute/,
    ],
    [
      'path: tls.key',
      'path: ../tls.key',
      'spec.template.spec.volumes[0].secret.items[0].path',
      /relative path without/,
    ],
    ['  LOG_LEVEL: info', '  LOG_LEVEL: info\n  ..: x', 'data[".."]', /is not a key/],
    ['token: c2VjcmV0', 'token: c2VjcmV0!', 'data.token', /base64/],
    ['owner: web_owner', 'owner: ""', 'spec.owner', /63 letters/],
    ['  name: web\n  owner', '  name: template1\n  owner', 'spec.name', /does not reserve/],
    [
      '            - name: TOKEN',
      '            - name: TOKEN=',
      'spec.template.spec.containers[0].env[1].name',
      /without "="/,
    ],
  ];
  test.each(table)('%j becomes %j', (found, replacement, path, message) => {
    const problems = problemsOf(sampleWith(found, replacement));
    expect(problems).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  test('and never repeated in the message when it could be secret', () => {
    const problems = problemsOf(sampleWith('  token: c2VjcmV0', '  token: hunter2!\n  pin: 4711'));
    expect(problems.map(({ path }) => path)).toEqual(['data.token', 'data.pin', 'data.pin']);
    expect(JSON.stringify(problems)).not.toMatch(/hunter2|4711/);
  });
});

describe('a field that cannot be obeyed is refused with its reason', () => {
  const table: readonly (readonly [string, string, string, RegExp])[] = [
    [
      '            httpGet:\n              path: /ready\n              port: http',
      '            grpc:\n              port: 8080',
      'spec.template.spec.containers[0].readinessProbe.grpc',
      /gRPC probes/,
    ],
    [
      '          command: [node, /app/migrate.mjs]',
      '          restartPolicy: Always\n          command: [node, /app/migrate.mjs]',
      'spec.template.spec.initContainers[0].restartPolicy',
      /sidecars/,
    ],
    [
      '          secret:\n            secretName: web-keys\n            items:\n              - key: tls.key\n                path: tls.key',
      '          hostPath:\n            path: /etc',
      'spec.template.spec.volumes[0].hostPath',
      /cluster node/,
    ],
    ['      port: 8080', '      port: 8080\n      protocol: UDP', 'spec.ports[0].protocol', /TCP/],
    [
      '      port: 8080',
      '      port: 8080\n      appProtocol: kubernetes.io/h2c',
      'spec.ports[0].appProtocol',
      /HTTP\/1\.1/,
    ],
    [
      '  instances: 1',
      '  instances: 1\n  replica: { enabled: true, source: other }',
      'spec.replica',
      /no other cluster/,
    ],
    [
      '  owner: web_owner',
      '  owner: web_owner\n  extensions: [{ name: postgis }]',
      'spec.extensions',
      /migrations/,
    ],
    [
      '            preStop:\n              sleep:\n                seconds: 1',
      '            postStart:\n              exec:\n                command: [node]',
      'spec.template.spec.containers[0].lifecycle.postStart',
      /init container/,
    ],
  ];
  test.each(table)('%j becomes %j', (found, replacement, path, message) => {
    const text = sampleWith(found, replacement);
    expectOnly({ text, at: `${path.split('.').at(-1) ?? ''}:`, path, message });
  });

  test('unless it holds the value that describes what happens here', () => {
    expect(problemsOf(sampleWith('      port: 8080', '      port: 8080\n      protocol: TCP'))).toEqual([]);
  });
});
