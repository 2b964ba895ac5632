import { expect, test } from 'vitest';
import {
  formatBytes,
  renderStatus,
  renderWatch,
  type ShownPod,
  type ShownStatus,
  wrapParts,
} from './render-status.ts';

const paint = (_style: string, text: string) => text;
const nowMs = Date.UTC(2026, 0, 1, 0, 5);

function pod(name: string, parts: Partial<ShownPod> = {}): ShownPod {
  return {
    name,
    phase: 'Running',
    ready: true,
    restarts: 0,
    pid: 41,
    port: 20_001,
    startedAt: '2026-01-01T00:00:02.000Z',
    cpuPercent: 2.4,
    memoryBytes: 88_080_384,
    message: null,
    ...parts,
  };
}

const status: ShownStatus = {
  namespace: 'petstore',
  startedAt: '2026-01-01T00:00:00.000Z',
  readyAt: '2026-01-01T00:00:03.100Z',
  portOffset: 5,
  controlPort: 9_005,
  dataDirectory: '/data',
  manifestsDirectory: '/manifests',
  pid: 40,
  postgres: { host: '127.0.0.1', port: 5_438, pid: 39 },
  mesh: { pid: 38, adminPort: 20_000 },
  telemetry: { pid: 40, prometheusPort: 9_095 },
  addresses: [{ service: 'gateway', url: 'http://127.0.0.1:8085' }],
  deployments: [
    { name: 'gateway', wanted: 2, ready: 2, pods: [pod('gateway-1'), pod('gateway-2')] },
    { name: 'idle', wanted: 0, ready: 0, pods: [] },
  ],
  autoscalers: [],
  appliedByHand: [],
  closedPorts: [],
  generatedSecrets: [],
  notApplicable: [],
};

test('shows pods below their Deployments in aligned columns', () => {
  const lines = renderStatus(status, { terminal: { paint, columns: 200 }, nowMs }).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    'petstore: ready · booted in 3.1 s · up 5m · port offset 5 · process 40',
    '',
    '  DEPLOYMENT  READY  POD        PHASE    RESTARTS  AGE  CPU  MEMORY  PID   PORT',
    '  gateway     2/2    gateway-1  Running         0   4m   2%  84 MiB   41  20001',
    '                     gateway-2  Running         0   4m   2%  84 MiB   41  20001',
    '  idle        0/0',
  ]);
  expect(lines).toContain('  gateway      http://127.0.0.1:8085  the public API, under /v1');
  expect(lines).toContain('  PostgreSQL   127.0.0.1:5438         every database');
});

test('shows why a pod is not ready', () => {
  const waiting = pod('gateway-2', { ready: false, message: 'readiness: 503 of /ready' });
  const deployments = [{ name: 'gateway', wanted: 2, ready: 1, pods: [pod('gateway-1'), waiting] }];
  const text = renderStatus(
    { ...status, deployments, readyAt: null },
    { terminal: { paint, columns: 200 }, nowMs },
  );
  expect(text).toContain('not everything is ready · still starting');
  expect(text).toContain('1/2');
  expect(text).toContain('Running, not ready');
  expect(text).toContain('gateway-2  readiness: 503 of /ready');
});

test('shows what autoscalers see, where they are going, and why', () => {
  const autoscaler = {
    name: 'gateway',
    namespace: 'petstore',
    target: 'Deployment/gateway',
    metrics: 'cpu: 140%/70%',
    minReplicas: 2,
    maxReplicas: 20,
    replicas: 2,
    desired: 4,
    reason: 'recommended size matches current size',
  };
  const idle = { ...autoscaler, name: 'idle', desired: 2, metrics: 'cpu: <unknown>/70%', reason: null };
  const text = renderStatus(
    { ...status, autoscalers: [autoscaler, idle] },
    { terminal: { paint, columns: 200 }, nowMs },
  );
  expect(text).toContain(`
  AUTOSCALER  REPLICAS  MIN  MAX  TARGETS             LAST DECISION
  gateway        2 → 4    2   20  cpu: 140%/70%       recommended size matches current size
  idle               2    2   20  cpu: <unknown>/70%  none yet
`);
});

test('lists what was applied by hand, and ports that are not open on the host', () => {
  const text = renderStatus(
    {
      ...status,
      appliedByHand: [
        { kind: 'ConfigMap', name: 'words', namespace: 'petstore' },
        { kind: 'Namespace', name: 'mine', namespace: null },
      ],
      closedPorts: [{ service: 'web', namespace: 'mine', port: 80, reason: 'below 1024' }],
    },
    { terminal: { paint, columns: 200 }, nowMs },
  );
  expect(text).toContain('by hand    ConfigMap petstore/words: no file has it');
  expect(text).toContain('by hand    Namespace mine: no file has it');
  expect(text).toContain('closed     port 80 of Service mine/web: below 1024');
});

test.each([50, 80])('wraps no line of the watch view at %i columns', (columns) => {
  const pods = [
    pod('payment-provider-5d8f7c9b4-x2k4q', { pid: 123_456, restarts: 12 }),
    pod('payment-provider-5d8f7c9b4-b7c2d', {
      ready: false,
      message: 'exited with code 3 after it had said a lot about what it lacks, and why',
    }),
  ];
  const deployments = [{ name: 'payment-provider', wanted: 2, ready: 1, pods }];
  const text = renderWatch({ ...status, deployments }, { terminal: { paint, columns }, nowMs });
  expect(text).toContain('x2k4q  Running');
  expect(text.split('\n').filter(({ length }) => length > columns)).toEqual([]);
  const whole = renderStatus({ ...status, deployments }, { terminal: { paint, columns }, nowMs });
  const drawn = whole
    .split('\n')
    .filter((line) => !/exited with|^ {2}(data|processes|manifests) /.test(line));
  expect(drawn.filter(({ length }) => length > columns)).toEqual([]);
});

test('marks the address of a Service without replicas', () => {
  const deployments = [{ name: 'gateway', wanted: 0, ready: 0, pods: [] }];
  const text = renderStatus({ ...status, deployments }, { terminal: { paint, columns: 200 }, nowMs });
  expect(text).toMatch(/gateway +http:\S+ +does not answer: no replica is wanted/);
});

test.each([
  [0, '0.0 MiB'],
  [419_430, '0.4 MiB'],
  [88_080_384, '84 MiB'],
  [1_048_576_000, '1.0 GiB'],
  [1_395_864_371, '1.3 GiB'],
])('formats %i bytes as %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

const tag = (style: string, text: string) => `<${style}>${text}</>`;
const parts = [
  { text: 'petstore: ready', style: 'good' as const },
  { text: 'up 5m' },
  { text: 'process 40' },
];

test('joins the parts on one line where it fits, measured without colours', () => {
  expect(wrapParts(parts, { paint: tag, columns: 36 })).toBe('<good>petstore: ready</> · up 5m · process 40');
});

test('continues on the next line where it does not fit', () => {
  expect(wrapParts(parts, { paint: tag, columns: 35 })).toBe(
    '<good>petstore: ready</> · up 5m\n  process 40',
  );
});
