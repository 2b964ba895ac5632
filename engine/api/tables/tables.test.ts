import { describe, expect, test } from 'vitest';
import type { Stored, StoredKind } from '../objects/api-object.ts';
import { storedKinds } from '../objects/resources.ts';
import { renderTable } from './render-table.ts';

const nowMs = Date.UTC(2026, 0, 1, 1);
const options = { apiVersion: 'meta.k8s.io/v1', include: 'Metadata', nowMs, withColumns: true } as const;

/** An object made an hour before. */
function object(kind: StoredKind, parts: object, name = 'a'): Stored {
  const metadata = { name, uid: '1', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' };
  return { kind, apiVersion: 'v1', metadata, ...parts } as unknown as Stored;
}

/** `NAME: cell` of each column that `get` shows, or `-o wide` too. */
function row(of: Stored, isWide = false): Record<string, unknown> {
  const { columnDefinitions, rows } = renderTable(of.kind, [of], {}, options);
  const cells = rows[0]?.cells ?? [];
  const definitions = columnDefinitions as readonly { name: string; priority: number }[];
  return Object.fromEntries(
    definitions.flatMap(({ name, priority }, index) =>
      priority === 0 || isWide ? [[name.toUpperCase(), cells[index]]] : [],
    ),
  );
}

const running = { state: { running: {} }, ready: true, restartCount: 0 };
const containers = [{ name: 'main' }, { name: 'side' }];

describe('the status of a pod', () => {
  test.each<[string, object, object]>([
    ['Pending', {}, { phase: 'Pending' }],
    ['Running', {}, { phase: 'Running', containerStatuses: [running, running] }],
    [
      'CrashLoopBackOff',
      {},
      {
        phase: 'Running',
        containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }, running],
      },
    ],
    [
      'ContainerCreating',
      {},
      { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] },
    ],
    [
      'OOMKilled',
      {},
      {
        phase: 'Failed',
        containerStatuses: [{ state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }],
      },
    ],
    ['ExitCode:3', {}, { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] }],
    [
      'Signal:9',
      {},
      { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 137, signal: 9 } } }] },
    ],
    ['Evicted', {}, { phase: 'Failed', reason: 'Evicted' }],
    ['Terminating', { deletionTimestamp: 'now' }, { phase: 'Running', containerStatuses: [running] }],
    ['Succeeded', { deletionTimestamp: 'now' }, { phase: 'Succeeded' }],
    [
      'Init:1/2',
      {},
      {
        phase: 'Pending',
        initContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }, { state: { running: {} } }],
      },
    ],
    [
      'Init:CrashLoopBackOff',
      {},
      {
        phase: 'Pending',
        initContainerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    ],
    [
      'Init:Error',
      {},
      {
        phase: 'Pending',
        initContainerStatuses: [{ state: { terminated: { reason: 'Error', exitCode: 1 } } }],
      },
    ],
    [
      'NotReady',
      {},
      {
        phase: 'Running',
        containerStatuses: [{ state: { terminated: { reason: 'Completed', exitCode: 0 } } }, running],
      },
    ],
  ])('is %s', (status, metadata, podStatus) => {
    const pod = object('Pod', {
      spec: { containers, initContainers: [{ name: 'one' }, { name: 'two' }] },
      status: podStatus,
    });
    expect(row({ ...pod, metadata: { ...pod.metadata, ...metadata } } as Stored)).toMatchObject({
      STATUS: status,
    });
  });
});

test('counts the ready containers of a pod and tells when it restarted last', () => {
  const again = {
    ...running,
    restartCount: 2,
    lastState: { terminated: { finishedAt: '2026-01-01T00:58:30Z' } },
  };
  const status = {
    phase: 'Running',
    podIP: '127.0.0.1',
    containerStatuses: [again, { ...running, ready: false }],
  };
  expect(row(object('Pod', { spec: { containers, nodeName: 'laptop' }, status }), true)).toEqual({
    NAME: 'a',
    READY: '1/2',
    STATUS: 'Running',
    RESTARTS: '2 (90s ago)',
    AGE: '60m',
    IP: '127.0.0.1',
    NODE: 'laptop',
    'NOMINATED NODE': '<none>',
    'READINESS GATES': '<none>',
  });
});

describe('the targets of an autoscaler', () => {
  const cpu = { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 70 } } };
  const cpuNow = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 12 } } };
  const pods = { type: 'Pods', pods: { target: { averageValue: '100' } } };
  test.each<[string, unknown[], unknown[]]>([
    ['<none>', [], []],
    ['cpu: <unknown>/70%', [cpu], []],
    ['cpu: 12%/70%', [cpu], [cpuNow]],
    ['cpu: 12%/70%, 31500m/100', [cpu, pods], [cpuNow, { pods: { current: { averageValue: '31500m' } } }]],
    [
      'memory: <unknown>/200Mi',
      [{ type: 'Resource', resource: { name: 'memory', target: { averageValue: '200Mi' } } }],
      [],
    ],
    ['<unknown>/5 (avg)', [{ type: 'External', external: { target: { averageValue: '5' } } }], []],
    [
      '8/5',
      [{ type: 'Object', object: { target: { value: '5' } } }],
      [{ type: 'Object', object: { current: { value: '8' } } }],
    ],
    ['cpu: 12%/70%, <unknown>/100 + 1 more...', [cpu, pods, cpu], [cpuNow]],
  ])('are %s', (targets, metrics, currentMetrics) => {
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'shop' }, maxReplicas: 5, metrics };
    expect(
      row(object('HorizontalPodAutoscaler', { spec, status: { currentReplicas: 2, currentMetrics } })),
    ).toEqual({
      NAME: 'a',
      REFERENCE: 'Deployment/shop',
      TARGETS: targets,
      MINPODS: '<unset>',
      MAXPODS: '5',
      REPLICAS: 2,
      AGE: '60m',
    });
  });
});

test.each<[Stored, Record<string, unknown>]>([
  [
    object('Deployment', {
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'shop' } },
        template: { spec: { containers: [{ name: 'main', image: 'shop:v1' }] } },
      },
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 },
    }),
    {
      READY: '2/3',
      'UP-TO-DATE': 3,
      AVAILABLE: 1,
      CONTAINERS: 'main',
      IMAGES: 'shop:v1',
      SELECTOR: 'app=shop',
    },
  ],
  [
    object('Service', {
      spec: {
        clusterIP: '127.0.0.1',
        selector: { app: 'shop' },
        ports: [{ port: 80 }, { port: 81, nodePort: 3 }],
      },
    }),
    { TYPE: 'ClusterIP', 'CLUSTER-IP': '127.0.0.1', 'EXTERNAL-IP': '<none>', 'PORT(S)': '80/TCP,81:3/TCP' },
  ],
  [
    object('Endpoints', {
      subsets: [1, 2, 3, 4].map((port) => ({ addresses: [{ ip: '127.0.0.1' }], ports: [{ port }] })),
    }),
    { ENDPOINTS: '127.0.0.1:1,127.0.0.1:2,127.0.0.1:3 + 1 more...' },
  ],
  [object('Endpoints', {}), { ENDPOINTS: '<none>' }],
  [
    object('Event', {
      involvedObject: { kind: 'Pod', name: 'shop-1' },
      type: 'Warning',
      reason: 'BackOff',
      message: ' again ',
      lastTimestamp: '2026-01-01T00:59:00Z',
      firstTimestamp: '2026-01-01T00:00:00Z',
      count: 4,
      source: { component: 'kubelet', host: 'laptop' },
    }),
    {
      'LAST SEEN': '60s',
      OBJECT: 'pod/shop-1',
      MESSAGE: 'again',
      SOURCE: 'kubelet, laptop',
      'FIRST SEEN': '60m',
      COUNT: 4,
    },
  ],
  [
    object('Node', {
      spec: { unschedulable: true },
      status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1' } },
    }),
    { STATUS: 'Ready,SchedulingDisabled', ROLES: '<none>', VERSION: 'v1' },
  ],
  [object('VirtualService', { spec: { hosts: ['shop'] } }), { GATEWAYS: null, HOSTS: '["shop"]' }],
  [object('PodDisruptionBudget', { spec: { minAvailable: '50%' } }), { 'MIN AVAILABLE': '50%' }],
  [
    object('NetworkPolicy', {
      spec: { podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] } },
    }),
    { 'POD-SELECTOR': 'a in (x,y)' },
  ],
])('prints %j', (of, cells) => {
  expect(row(of, true)).toMatchObject(cells);
});

test.each(storedKinds)('prints a %s of which nothing but its metadata is known', (kind) => {
  expect(() => row(object(kind, {}), true)).not.toThrow();
  expect(() => row(object(kind, { spec: null, status: 'broken', data: 7 }), true)).not.toThrow();
});

test('comes with what of the objects was asked for', () => {
  const pod = object('Pod', {});
  const included = (include: 'None' | 'Metadata' | 'Object') =>
    renderTable('Pod', [pod], {}, { ...options, include }).rows[0]?.object;
  expect(included('None')).toBeUndefined();
  expect(included('Metadata')).toEqual({
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: pod.metadata,
  });
  expect(included('Object')).toBe(pod);
});
