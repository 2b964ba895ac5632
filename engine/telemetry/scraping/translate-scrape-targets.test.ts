import { expect, it } from 'vitest';
import { paceAt } from '../../machine/pace/pace.ts';
import { MeshObjects } from '../../testing/mesh-objects.ts';
import { translateScrapeTargets } from './translate-scrape-targets.ts';

const own = { namespace: 'harbour', controlPort: 9000, meshPort: 20_000, apiPort: 9090 };

const targetsOf = ({ store }: MeshObjects) =>
  translateScrapeTargets(store, own).filter(({ pool }) => pool === 'pods');

function monitor({ store }: MeshObjects, name: string, namespace: string, spec: object = {}) {
  store.create({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace },
    spec: { selector: {}, ...spec },
  });
}

it('scrapes pods by their own port, under the labels that a cluster gives them', () => {
  const objects = new MeshObjects();
  objects.pod({ name: 'tide-1', namespace: 'harbour', labels: { app: 'tide' }, ports: { 8080: 20_001 } });
  expect(targetsOf(objects)).toMatchObject([
    {
      url: 'http://127.0.0.1:20001/metrics',
      labels: {
        job: 'tide',
        instance: '127.0.0.1:20001',
        namespace: 'harbour',
        pod: 'tide-1',
        container: 'main',
      },
      honorLabels: false,
    },
  ]);
});

it('scrapes the engine, the mesh and itself, and lets the engine speak of others', () => {
  const targets = translateScrapeTargets(new MeshObjects().store, own);
  expect(targets.map(({ url, labels, honorLabels }) => [url, labels['job'], honorLabels])).toEqual([
    ['http://127.0.0.1:9000/metrics', 'engine', true],
    ['http://127.0.0.1:20000/metrics', 'mesh-proxy', false],
    ['http://127.0.0.1:9090/metrics', 'telemetry', false],
  ]);
});

it('passes over pods that cannot be asked, and asks those that end or are not ready', () => {
  const objects = new MeshObjects();
  objects.pod({ name: 'no-port', namespace: 'harbour' });
  objects.pod({ name: 'pending', namespace: 'harbour', phase: 'Pending', ports: { 80: 1 } });
  objects.pod({ name: 'failed', namespace: 'harbour', phase: 'Failed', ports: { 80: 2 } });
  objects.pod({ name: 'unready', namespace: 'harbour', ports: { 80: 3 } });
  objects.setReady('unready', 'harbour', false);
  objects.pod({ name: 'ending', namespace: 'harbour', ports: { 80: 4 } });
  objects.endPod('ending', 'harbour');
  expect(targetsOf(objects).map(({ labels }) => labels['pod'])).toEqual(['unready', 'ending']);
});

it.each([
  ['its own namespace', {}, ['harbour']],
  ['any namespace', { namespaceSelector: { any: true } }, ['harbour', 'shop', 'farm']],
  ['the namespaces that it names', { namespaceSelector: { matchNames: ['shop', 'farm'] } }, ['shop', 'farm']],
])('a PodMonitor labels the pods of %s', (_which, spec, namespaces) => {
  const objects = new MeshObjects();
  for (const namespace of ['harbour', 'shop', 'farm'])
    objects.pod({ name: 'a-1', namespace, ports: { 80: 20_001 } });
  monitor(objects, 'all', 'harbour', spec);
  const monitored = targetsOf(objects).filter(({ labels }) => labels['job'] === 'harbour/all');
  expect(monitored.map(({ labels }) => labels['namespace'])).toEqual(namespaces);
});

it('scrapes the port that the PodMonitor names, in whichever container it is', () => {
  const objects = new MeshObjects();
  objects.pod({
    name: 'a-1',
    namespace: 'harbour',
    ports: { 8080: 20_001, 9100: 20_002 },
    containers: [
      { name: 'main', image: 'a', ports: [{ name: 'http', containerPort: 8080 }] },
      { name: 'exporter', image: 'b', ports: [{ name: 'metrics', containerPort: 9100 }] },
    ],
  });
  monitor(objects, 'all', 'harbour', { podMetricsEndpoints: [{ port: 'metrics' }] });
  expect(targetsOf(objects)).toMatchObject([
    { url: 'http://127.0.0.1:20002/metrics', labels: { container: 'exporter', endpoint: 'metrics' } },
  ]);
});

it.each([
  [1, 5_000],
  [2, 2_500],
  [10, 1_000],
])('scrapes at %d times the speed every %d ms', (speed, intervalMs) => {
  const objects = new MeshObjects();
  objects.pod({ name: 'tide-1', namespace: 'harbour', ports: { 8080: 20_001 } });
  const targets = translateScrapeTargets(objects.store, { ...own, pace: paceAt(speed) });
  expect(targets.map((target) => target.intervalMs)).toEqual(targets.map(() => intervalMs));
  for (const { timeoutMs } of targets) expect(timeoutMs).toBeLessThanOrEqual(intervalMs);
});
