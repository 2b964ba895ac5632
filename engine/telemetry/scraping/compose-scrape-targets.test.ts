import { expect, it } from 'vitest';
import { composeScrapeTargets, type ScrapedPod } from './compose-scrape-targets.ts';

const pod = (changes: Partial<ScrapedPod>): ScrapedPod => ({
  name: 'tidepool-1',
  plan: { name: 'tidepool', namespace: 'harbour', labels: { app: 'tide' }, main: { name: 'main' } },
  port: 20_001,
  phase: 'Running',
  ...changes,
});

const composed = (...pods: ScrapedPod[]) =>
  composeScrapeTargets({
    pods,
    monitors: [],
    namespace: 'harbour',
    controlPort: 9000,
    meshPort: 20_000,
    apiPort: 9090,
  });

it('scrapes pods by their own port, under the labels that a cluster gives them', () => {
  expect(composed(pod({}))[0]).toMatchObject({
    url: 'http://127.0.0.1:20001/metrics',
    labels: {
      job: 'tide',
      instance: '127.0.0.1:20001',
      namespace: 'harbour',
      pod: 'tidepool-1',
      container: 'main',
    },
    honorLabels: false,
  });
});

it('scrapes the engine, the mesh and itself, and lets the engine speak of others', () => {
  expect(composed().map(({ url, labels, honorLabels }) => [url, labels['job'], honorLabels])).toEqual([
    ['http://127.0.0.1:9000/metrics', 'engine', true],
    ['http://127.0.0.1:20000/metrics', 'mesh-proxy', false],
    ['http://127.0.0.1:9090/metrics', 'telemetry', false],
  ]);
});

it('passes over pods that cannot be asked, and asks those that end or crash', () => {
  const pods = [
    pod({ port: null }),
    pod({ phase: 'Pending' }),
    pod({ phase: 'Init' }),
    pod({ phase: 'CrashLoopBackOff', port: 1 }),
    pod({ phase: 'Terminating', port: 2 }),
  ];
  expect(composed(...pods).flatMap(({ pool, url }) => (pool === 'pods' ? [url] : []))).toEqual([
    'http://127.0.0.1:1/metrics',
    'http://127.0.0.1:2/metrics',
  ]);
});
