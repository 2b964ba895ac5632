import { describe, expect, test } from 'vitest';
import { assembleText, lineOf, sampleFile, sampleText, sampleWith } from '../../testing/shop-manifests.ts';

const pod = 'spec.template.spec';

function listedIn(text: string): string[] {
  return assembleText(text).notApplicable.map(({ kind, path }) => `${kind} ${path}`);
}

describe('a field without effect here is listed', () => {
  const inPod = (yaml: string) =>
    sampleWith('      serviceAccountName: web', `      serviceAccountName: web\n      ${yaml}`);
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ['priorityClassName', inPod('priorityClassName: high'), [`Deployment ${pod}.priorityClassName`]],
    [
      'securityContext',
      inPod('securityContext: { runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }'),
      [
        `Deployment ${pod}.securityContext.runAsUser`,
        `Deployment ${pod}.securityContext.seccompProfile.type`,
      ],
    ],
    [
      'tolerations',
      inPod('tolerations: [{ key: a, operator: Exists }, { key: b, effect: NoSchedule }]'),
      [
        `Deployment ${pod}.tolerations[].key`,
        `Deployment ${pod}.tolerations[].operator`,
        `Deployment ${pod}.tolerations[].effect`,
      ],
    ],
    [
      'affinity, down to its leaves',
      inPod(
        'affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone, labelSelector: { matchLabels: { app: web } } }] } }',
      ),
      [
        `Deployment ${pod}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].topologyKey`,
        `Deployment ${pod}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[].labelSelector.matchLabels.app`,
      ],
    ],
    [
      'nodeSelector',
      inPod('nodeSelector: { kubernetes.io/arch: amd64 }'),
      [`Deployment ${pod}.nodeSelector["kubernetes.io/arch"]`],
    ],
    [
      'resources',
      sampleWith(
        '          ports:',
        '          resources: { limits: { cpu: 1, memory: 1Gi } }\n          ports:',
      ),
      [`Deployment ${pod}.containers[].resources.limits.cpu`],
    ],
    [
      'annotations',
      sampleWith('  name: settings', '  name: settings\n  annotations: { a.example/b: c }'),
      ['ConfigMap metadata.annotations["a.example/b"]'],
    ],
    [
      'type LoadBalancer',
      sampleWith(
        '  selector:\n    app: web\n  ports',
        '  type: LoadBalancer\n  selector:\n    app: web\n  ports',
      ),
      ['Service spec.type'],
    ],
    ['three instances', sampleWith('instances: 1', 'instances: 3'), ['Cluster spec.instances']],
    [
      'storage',
      sampleWith('instances: 1', 'instances: 1\n  storage: { size: 10Gi }'),
      ['Cluster spec.storage.size'],
    ],
    [
      'labels of a Namespace',
      sampleWith('  name: shop', '  name: shop\n  labels: { istio-injection: enabled }'),
      ['Namespace metadata.labels.istio-injection'],
    ],
    ['status', sampleWith('  owner: web_owner', '  owner: web_owner\nstatus: {}'), ['Database status']],
    [
      'creationTimestamp with a time',
      sampleWith(
        'metadata:\n  name: shop',
        'metadata:\n  creationTimestamp: 2026-11-30T00:00:00Z\n  name: shop',
      ),
      ['Namespace metadata.creationTimestamp'],
    ],
    [
      'creationTimestamp',
      sampleWith(
        'metadata:\n  name: shop',
        'metadata:\n  creationTimestamp: 2026-11-30T12:00:00Z\n  name: shop',
      ),
      ['Namespace metadata.creationTimestamp'],
    ],
  ];
  test.each(table)('%s', (_, text, fields) => {
    expect(listedIn(text)).toEqual(fields);
  });

  test('with its line and a reason', () => {
    const text = sampleWith('          ports:', '          imagePullPolicy: Always\n          ports:');
    expect(assembleText(text).notApplicable).toEqual([
      {
        file: sampleFile,
        line: lineOf(text, 'imagePullPolicy'),
        kind: 'Deployment',
        path: `${pod}.containers[].imagePullPolicy`,
        reason: expect.stringMatching(/not pulled/),
      },
    ]);
  });
});

test('a field that stands in many objects is listed once, at the first', () => {
  const planted = sampleWith(
    '- name: migrate',
    '- name: migrate\n          tty: true',
    sampleWith('          ports:', '          tty: true\n          ports:'),
  );
  const deployment = planted.split('---\n').find((text) => text.includes('kind: Deployment')) ?? '';
  const other = deployment.replace('name: web', 'name: other').replaceAll('app: web', 'app: other');
  expect(listedIn(`${planted}---\n${other}`)).toEqual([
    `Deployment ${pod}.initContainers[].tty`,
    `Deployment ${pod}.containers[].tty`,
  ]);
});

test('a value that describes what happens here anyway is not listed', () => {
  const dns = sampleWith(
    '      serviceAccountName: web',
    '      serviceAccountName: web\n      dnsPolicy: ClusterFirst\n      enableServiceLinks: false',
  );
  expect(
    listedIn(
      sampleWith(
        '  selector:\n    app: web\n  ports',
        '  type: ClusterIP\n  selector:\n    app: web\n  ports',
        dns,
      ),
    ),
  ).toEqual([]);
});

test('a folder without such fields lists none', () => {
  expect(listedIn(sampleText)).toEqual([]);
});
