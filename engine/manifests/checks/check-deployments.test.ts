import { describe, expect, test } from 'vitest';
import { problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

type Planted = readonly [defect: string, found: string, replacement: string, path: string, message: RegExp];

const container = 'spec.template.spec.containers[0]';

const replicas = '  replicas: 2';
const rolling = 'spec.strategy.rollingUpdate';
const strategy = (text: string) => `${replicas}\n  strategy: ${text}`;

const rollouts: readonly Planted[] = [
  [
    'a rolling update of what is recreated',
    replicas,
    strategy('{ type: Recreate, rollingUpdate: { maxSurge: 1 } }'),
    rolling,
    /has no meaning with type Recreate/,
  ],
  [
    'a rollout that cannot move',
    replicas,
    strategy('{ rollingUpdate: { maxSurge: 0%, maxUnavailable: 0 } }'),
    `${rolling}.maxUnavailable`,
    /no pod could ever be replaced/,
  ],
  [
    'a surge that is no number',
    replicas,
    strategy('{ rollingUpdate: { maxSurge: half } }'),
    `${rolling}.maxSurge`,
    /a percentage such as 25%/,
  ],
  [
    'a negative surge',
    replicas,
    strategy('{ rollingUpdate: { maxSurge: -1 } }'),
    `${rolling}.maxSurge`,
    /must not be negative/,
  ],
  [
    'more unavailable than there are',
    replicas,
    strategy('{ rollingUpdate: { maxUnavailable: 101% } }'),
    `${rolling}.maxUnavailable`,
    /not be more than 100%/,
  ],
  [
    'a deadline that ends before a pod can count',
    replicas,
    `${replicas}\n  minReadySeconds: 10\n  progressDeadlineSeconds: 10`,
    'spec.progressDeadlineSeconds',
    /greater than minReadySeconds/,
  ],
];

const contradictions: readonly Planted[] = [
  ...rollouts,
  [
    'a memory limit that is no quantity',
    '          ports:',
    '          resources: { limits: { memory: 512MB } }\n          ports:',
    `${container}.resources.limits.memory`,
    /a quantity such as 512Mi/,
  ],
  [
    'a request of memory that is no quantity',
    '          ports:',
    '          resources: { requests: { memory: lots } }\n          ports:',
    `${container}.resources.requests.memory`,
    /a quantity such as 512Mi/,
  ],
  [
    'a limit of processors that is no quantity',
    '          ports:',
    '          resources: { limits: { cpu: 1c } }\n          ports:',
    `${container}.resources.limits.cpu`,
    /a quantity such as 500m/,
  ],
  [
    'a selector that misses its template',
    'matchLabels:\n      app: web',
    'matchLabels:\n      app: other',
    'spec.selector',
    /does not match the labels/,
  ],
  [
    'a selector without labels',
    'matchLabels:\n      app: web',
    'matchLabels: {}',
    'spec.selector',
    /selects nothing/,
  ],
  [
    'a selector whose expression misses',
    'matchLabels:\n      app: web',
    'matchExpressions: [{ key: app, operator: NotIn, values: [web] }]',
    'spec.selector',
    /does not match the labels/,
  ],
  [
    'two containers with one port',
    '      containers:\n',
    '      containers:\n        - { name: second, image: x, command: [node, /app/x.mjs], ports: [{ containerPort: 8080 }] }\n',
    'spec.template.spec.containers[1].ports[0].containerPort',
    /the port of container second/,
  ],
  ['one name for two containers', 'name: migrate', 'name: web', `${container}.name`, /second container web/],
  [
    'two ports',
    'containerPort: 8080',
    'containerPort: 8080\n            - containerPort: 9090',
    `${container}.ports[1]`,
    /second port/,
  ],
  [
    'a value and a source',
    '- name: LOG_LEVEL',
    '- name: LOG_LEVEL\n              value: debug',
    `${container}.env[0]`,
    /both value and valueFrom/,
  ],
  [
    'a path of the pod that the environment cannot have',
    'valueFrom:\n                configMapKeyRef:\n                  name: settings\n                  key: LOG_LEVEL',
    'valueFrom: { fieldRef: { fieldPath: status.phase } }',
    `${container}.env[0].valueFrom.fieldRef.fieldPath`,
    /must be one of metadata.name, .*metadata.uid/,
  ],
  [
    'two handlers of a probe',
    'readinessProbe:',
    'readinessProbe:\n            tcpSocket: { port: http }',
    `${container}.readinessProbe`,
    /exactly one of httpGet, tcpSocket, exec/,
  ],
  [
    'a liveness probe that must succeed twice',
    'readinessProbe:',
    'livenessProbe:\n            successThreshold: 2',
    `${container}.livenessProbe.successThreshold`,
    /must be 1/,
  ],
  [
    'no command',
    '          command: [node]\n          args: [/app/web.mjs]\n',
    '',
    `${container}.command`,
    /say what to run/,
  ],
  [
    'a request beyond its limit',
    '          ports:',
    '          resources: { limits: { cpu: 500m }, requests: { cpu: 1 } }\n          ports:',
    `${container}.resources.requests.cpu`,
    /must not be more than the limit, 500m/,
  ],
  [
    'a volume with two sources',
    '- name: keys\n          secret',
    '- name: keys\n          emptyDir: {}\n          secret',
    'spec.template.spec.volumes[0]',
    /only one of configMap, secret, emptyDir/,
  ],
  [
    'a port without a name beside another',
    '    - name: http\n      port: 8080\n',
    '    - { port: 8081, targetPort: http }\n    - name: http\n      port: 8080\n',
    'spec.ports[0]',
    /must have a name/,
  ],
  [
    'a reserved role',
    'name: web_owner',
    'name: streaming_replica',
    'spec.managed.roles[0].name',
    /belongs to the server/,
  ],
  [
    'a template in another namespace',
    'metadata:\n      labels',
    'metadata:\n      namespace: other\n      labels',
    'spec.template.metadata.namespace',
    /must be that of the Deployment/,
  ],
  [
    'a path that is mounted twice',
    'mountPath: /etc/keys',
    'mountPath: /etc/keys\n            - name: keys\n              mountPath: /etc/keys',
    `${container}.volumeMounts[1].mountPath`,
    /mounted twice/,
  ],
];

describe('a contradiction is told where it stands', () => {
  test.each(contradictions)('%s', (_, found, replacement, path, message) => {
    const problems = problemsOf(sampleWith(found, replacement));
    expect(problems).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });
});

describe('what the API server takes or completes is sound', () => {
  test.each<readonly [string, string, string]>([
    ...[
      'metadata.uid',
      "metadata.annotations['a/b']",
      "metadata.labels['app']",
      'status.podIPs',
      'status.hostIPs',
    ].map(
      (path) =>
        [
          `the path ${path} of a pod`,
          'valueFrom:\n                configMapKeyRef:\n                  name: settings\n                  key: LOG_LEVEL',
          `valueFrom: { fieldRef: { fieldPath: "${path}" } }`,
        ] as const,
    ),
    ['an empty value beside a source', '- name: LOG_LEVEL', '- name: LOG_LEVEL\n              value: ""'],
    [
      'a volume without a source',
      'secret:\n            secretName: web-keys\n            items:\n              - key: tls.key\n                path: tls.key',
      'emptyDir:',
    ],
  ])('%s', (_, found, replacement) => {
    expect(problemsOf(sampleWith(found, replacement))).toEqual([]);
  });
});
