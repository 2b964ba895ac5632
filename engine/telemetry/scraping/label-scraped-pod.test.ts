import { expect, it } from 'vitest';
import type { PodMonitor } from '../../manifests/index.ts';
import { labelScrapedPod } from './label-scraped-pod.ts';

const pod = {
  name: 'tide-1',
  namespace: 'harbour',
  container: 'main',
  labels: { app: 'tide', 'harbour.dev/service': 'tide-tables', version: 'v2' },
};

function monitor(spec: Partial<PodMonitor['spec']>): PodMonitor {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: 'all', namespace: 'harbour' },
    spec: { selector: { matchExpressions: [{ key: 'harbour.dev/service', operator: 'Exists' }] }, ...spec },
  };
}

it('names a pod that no PodMonitor selects after its label app', () => {
  const others = monitor({ selector: { matchLabels: { app: 'moon' } } });
  const expected = { job: 'tide', namespace: 'harbour', pod: 'tide-1', container: 'main' };
  expect(labelScrapedPod(pod, [others])).toEqual(expected);
});

it('names it after the PodMonitor that does, or the label that this one says', () => {
  expect(labelScrapedPod(pod, [monitor({})])['job']).toBe('harbour/all');
  const labelled = monitor({ jobLabel: 'app', podTargetLabels: ['version', 'absent'] });
  expect(labelScrapedPod(pod, [labelled])).toEqual({
    job: 'tide',
    namespace: 'harbour',
    pod: 'tide-1',
    container: 'main',
    version: 'v2',
  });
});

it('takes and drops labels as the relabelings say, and leaves the address alone', () => {
  const relabelings = [
    { sourceLabels: ['__meta_kubernetes_pod_ip'], targetLabel: '__address__', replacement: '$1:15020' },
    { sourceLabels: ['__meta_kubernetes_pod_label_harbour_dev_service'], targetLabel: 'service' },
    {
      sourceLabels: ['namespace', 'service'],
      regex: '(.+);(.+)-tables',
      targetLabel: 'place',
      replacement: '$2@$1',
    },
    { sourceLabels: ['pod'], regex: 'other', targetLabel: 'never' },
    { action: 'labeldrop' as const, regex: 'container|endpoint' },
  ];
  const relabelled = monitor({ podMetricsEndpoints: [{ port: 'http', relabelings }] });
  expect(labelScrapedPod(pod, [relabelled])).toEqual({
    job: 'harbour/all',
    namespace: 'harbour',
    pod: 'tide-1',
    service: 'tide-tables',
    place: 'tide@harbour',
  });
});

it('takes no member of every object for a label', () => {
  const relabelings = [
    { sourceLabels: ['valueOf', 'pod'], targetLabel: 'place' },
    { sourceLabels: ['pod'], targetLabel: 'toString' },
  ];
  const named = {
    jobLabel: 'constructor',
    podTargetLabels: ['hasOwnProperty'],
    podMetricsEndpoints: [{ port: 'http', relabelings }],
  };
  expect(labelScrapedPod(pod, [monitor(named)])).toEqual({
    job: 'harbour/all',
    namespace: 'harbour',
    pod: 'tide-1',
    container: 'main',
    endpoint: 'http',
    place: ';tide-1',
    toString: 'tide-1',
  });
});
