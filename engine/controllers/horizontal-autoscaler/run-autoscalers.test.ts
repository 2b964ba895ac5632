import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AutoscaledShop } from '../../testing/autoscaled-shop.ts';

let shop: AutoscaledShop;

beforeEach(() => {
  shop = new AutoscaledShop();
});

afterEach(async () => {
  await shop.stop();
  expect(shop.failures).toEqual([]);
});

const resource = (name: 'cpu' | 'memory', averageUtilization: number) => ({
  type: 'Resource' as const,
  resource: { name, target: { type: 'Utilization' as const, averageUtilization } },
});
const podsMetric = (name: string, averageValue: string) => ({
  type: 'Pods' as const,
  pods: { metric: { name }, target: { type: 'AverageValue' as const, averageValue } },
});

describe('by CPU', () => {
  test('raises at the next sync and lowers once the downscale window is over', async () => {
    shop.deploy(2);
    shop.autoscale({ metrics: [resource('cpu', 50)], behavior: {} });
    shop.cpuMillicores = 100;
    await shop.sync();
    expect(shop.replicas).toBe(4);
    shop.cpuMillicores = 10;
    // The recommendation of four was made at 15 s; it holds until it is 300 s old.
    await shop.sync(19);
    expect(shop.replicas).toBe(4);
    expect(shop.condition('AbleToScale')).toBe(
      'True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
    );
    await shop.sync();
    expect(shop.replicas).toBe(1);
    expect(shop.messages('SuccessfulRescale')).toEqual([
      'New size: 4; reason: cpu resource utilization (percentage of request) above target',
      'New size: 1; reason: All metrics below target',
    ]);
  });

  test('does the same in a tenth of the time at ten times the speed', async () => {
    await shop.stop();
    shop = new AutoscaledShop({ speed: 10 });
    shop.deploy(2);
    shop.autoscale({ metrics: [resource('cpu', 50)], behavior: {} });
    shop.cpuMillicores = 100;
    await shop.sync(1, 1_500);
    expect(shop.replicas).toBe(4);
    shop.cpuMillicores = 10;
    await shop.sync(19, 1_500);
    expect(shop.replicas).toBe(4);
    await shop.sync(1, 1_500);
    expect(shop.replicas).toBe(1);
  });

  test('lowers no faster than its policies allow in a period', async () => {
    const policies = [{ type: 'Pods' as const, value: 2, periodSeconds: 60 }];
    shop.deploy(9);
    shop.autoscale({
      metrics: [resource('cpu', 50)],
      behavior: { scaleDown: { stabilizationWindowSeconds: 0, policies } },
    });
    const seen: number[] = [];
    for (let step = 0; step < 9; step += 1) {
      await shop.sync();
      seen.push(shop.replicas);
    }
    expect(seen).toEqual([7, 7, 7, 7, 5, 5, 5, 5, 3]);
    expect(shop.condition('ScalingLimited')).toBe(
      'True ScaleDownLimit: the desired replica count is decreasing faster than the maximum scale rate',
    );
  });

  test('tells of the sync in the status', async () => {
    shop.deploy(2);
    shop.autoscale({ metrics: [resource('cpu', 50), resource('memory', 80)] });
    shop.cpuMillicores = 100;
    shop.memoryBytes = 10 * 2 ** 20;
    await shop.sync();
    const { conditions, ...status } = shop.status();
    expect(status).toEqual({
      observedGeneration: 1,
      currentReplicas: 2,
      desiredReplicas: 4,
      lastScaleTime: '2026-11-30T09:00:15Z',
      currentMetrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '100m' } },
        },
        {
          type: 'Resource',
          resource: { name: 'memory', current: { averageUtilization: 10, averageValue: '10485760' } },
        },
      ],
    });
    expect(conditions).toEqual([
      {
        type: 'AbleToScale',
        status: 'True',
        reason: 'SucceededRescale',
        message: 'the HPA controller was able to update the target scale to 4',
        lastTransitionTime: '2026-11-30T09:00:15Z',
      },
      {
        type: 'ScalingActive',
        status: 'True',
        reason: 'ValidMetricFound',
        message:
          'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
        lastTransitionTime: '2026-11-30T09:00:15Z',
      },
      {
        type: 'ScalingLimited',
        status: 'False',
        reason: 'DesiredWithinRange',
        message: 'the desired count is within the acceptable range',
        lastTransitionTime: '2026-11-30T09:00:15Z',
      },
    ]);
    shop.cpuMillicores = 50;
    await shop.sync();
    expect(shop.condition('AbleToScale')).toBe(
      'True ReadyForNewScale: recommended size matches current size',
    );
    const since = { lastTransitionTime: '2026-11-30T09:00:15Z' };
    expect(shop.status()).toMatchObject({
      currentReplicas: 4,
      lastScaleTime: '2026-11-30T09:00:15Z',
      conditions: [since, since, since],
    });
  });

  test('does nothing while no pod has been measured, and says why', async () => {
    shop.deploy(2);
    shop.autoscale({ metrics: [resource('cpu', 50)] });
    shop.cpuMillicores = null;
    await shop.sync();
    const cause =
      'failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API';
    expect(shop.condition('ScalingActive')).toBe(
      `False FailedGetResourceMetric: the HPA was unable to compute the replica count: ${cause}`,
    );
    expect(shop.messages('FailedGetResourceMetric')).toEqual([cause]);
    expect(shop.messages('FailedComputeMetricsReplicas')).toEqual([
      `invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${cause}`,
    ]);
    expect(shop.status()).toMatchObject({
      currentReplicas: 2,
      desiredReplicas: 0,
      currentMetrics: [{ type: '' }],
    });
  });

  test('names the container that requests nothing', async () => {
    shop.deploy(1, { cpu: 'none' });
    shop.autoscale({ metrics: [resource('cpu', 50)] });
    await shop.sync();
    expect(shop.messages('FailedGetResourceMetric')).toEqual([
      'failed to get cpu utilization: missing request for cpu in container main of Pod web-1',
    ]);
  });

  test('goes by 80% of the CPU request where no metric is named', async () => {
    shop.deploy(2);
    shop.autoscale();
    shop.cpuMillicores = 160;
    await shop.sync();
    expect(shop.replicas).toBe(4);
  });
});

describe('bounds', () => {
  test('raise to the minimum and lower to the maximum without any metric', async () => {
    shop.deploy(1);
    shop.cpuMillicores = null;
    shop.autoscale({ minReplicas: 3, maxReplicas: 5 });
    await shop.sync();
    expect(shop.replicas).toBe(3);
    shop.scaleTo(9);
    await shop.sync();
    expect(shop.replicas).toBe(5);
    expect(shop.messages('SuccessfulRescale')).toEqual([
      'New size: 3; reason: Current number of replicas below Spec.MinReplicas',
      'New size: 5; reason: Current number of replicas above Spec.MaxReplicas',
    ]);
    expect(shop.messages('FailedGetResourceMetric')).toEqual([]);
  });

  test('leave a target without replicas alone', async () => {
    shop.deploy(0);
    shop.autoscale({ minReplicas: 2 });
    await shop.sync(2);
    expect(shop.replicas).toBe(0);
    expect(shop.condition('ScalingActive')).toBe(
      'False ScalingDisabled: scaling is disabled since the replica count of the target is zero',
    );
    expect(shop.events).toEqual([]);
  });
});

test('says that its target is missing', async () => {
  shop.deploy(1);
  const scaleTargetRef = { apiVersion: 'apps/v1' as const, kind: 'Deployment' as const, name: 'shop' };
  shop.autoscale({ scaleTargetRef });
  await shop.sync();
  expect(shop.condition('AbleToScale')).toBe(
    `False FailedGetScale: the HPA controller was unable to get the target's current scale: deployments.apps "shop" not found`,
  );
  expect(shop.messages('FailedGetScale')).toEqual(['deployments.apps "shop" not found']);
});

test('two autoscalers of one target bar each other from the metrics', async () => {
  shop.deploy(2);
  shop.autoscale({}, 'one');
  shop.autoscale({}, 'two');
  shop.cpuMillicores = 900;
  await shop.sync(2);
  expect(shop.replicas).toBe(2);
  const words = 'pods by selector app=web are controlled by multiple HPAs: [{one shop} {two shop}]';
  for (const name of ['one', 'two'])
    expect(shop.condition('ScalingActive', name)).toBe(`False AmbiguousSelector: ${words}`);
  expect(new Set(shop.messages('AmbiguousSelector'))).toEqual(new Set([words]));
});

test('forgets with an autoscaler what it had recommended', async () => {
  shop.deploy(2);
  shop.autoscale({ metrics: [resource('cpu', 50)] });
  shop.cpuMillicores = 100;
  await shop.sync();
  expect(shop.replicas).toBe(4);
  shop.store.delete({ kind: 'HorizontalPodAutoscaler', name: 'web', namespace: 'shop' });
  shop.cpuMillicores = 10;
  shop.scaleTo(2);
  shop.autoscale({ metrics: [resource('cpu', 50)] });
  await shop.sync();
  // Of the new one's own memory two are the highest; the four of the old one would hold.
  expect(shop.replicas).toBe(2);
  // Without a behavior the window includes its end.
  await shop.sync(20);
  expect(shop.replicas).toBe(2);
  await shop.sync();
  expect(shop.replicas).toBe(1);
});

describe('by the metrics that prometheus-adapter serves', () => {
  const rules = (range: string) => `
rules:
  - seriesQuery: hits_total{namespace!="",pod!=""}
    resources: {overrides: {namespace: {resource: namespace}, pod: {resource: pod}}}
    name: {as: hits_per_second}
    metricsQuery: sum by (<<.GroupBy>>) (rate(<<.Series>>{<<.LabelMatchers>>}[${range}]))
`;

  function adapter(text: string): void {
    const labels = { 'app.kubernetes.io/name': 'prometheus-adapter' };
    const metadata = { name: 'adapter', namespace: 'shop', labels };
    const data = { 'config.yaml': text };
    shop.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
  }

  test('asks for the figures of its pods and scales by their mean', async () => {
    adapter(rules('1m'));
    shop.deploy(2);
    shop.autoscale({ metrics: [podsMetric('hits_per_second', '10')] });
    shop.query = async () => [
      { labels: { pod: 'web-1' }, value: 30.0009 },
      { labels: { pod: 'web-2' }, value: 10 },
    ];
    await shop.sync();
    expect(shop.queries).toEqual([
      'sum by (pod) (rate(hits_total{namespace="shop",pod=~"web-1|web-2"}[1m]))',
    ]);
    expect(shop.replicas).toBe(4);
    expect(shop.status()['currentMetrics']).toEqual([
      { type: 'Pods', pods: { metric: { name: 'hits_per_second' }, current: { averageValue: '20' } } },
    ]);
    expect(shop.messages('SuccessfulRescale')).toEqual([
      'New size: 4; reason: pods metric hits_per_second above target',
    ]);
  });

  test('shortens the ranges of its queries with the pace', async () => {
    await shop.stop();
    shop = new AutoscaledShop({ speed: 10 });
    adapter(rules('1m'));
    shop.deploy(1);
    shop.autoscale({ metrics: [podsMetric('hits_per_second', '10')] });
    await shop.sync(1, 1_500);
    expect(shop.queries).toEqual(['sum by (pod) (rate(hits_total{namespace="shop",pod="web-1"}[6s]))']);
  });

  test('keeps the last good rules while new ones cannot be read', async () => {
    adapter(rules('1m'));
    shop.deploy(1);
    shop.autoscale({ metrics: [podsMetric('hits_per_second', '10')] });
    await shop.sync();
    const key = { kind: 'ConfigMap', name: 'adapter', namespace: 'shop' } as const;
    shop.store.edit(key, (now) => ({ ...now, data: { 'config.yaml': 'rules: 7' } }));
    await shop.sync();
    expect(shop.queries).toHaveLength(2);
  });

  test('fails and holds back scaling down when a query fails', async () => {
    adapter(rules('1m'));
    shop.deploy(4);
    shop.autoscale({ metrics: [resource('cpu', 50), podsMetric('hits_per_second', '10')] });
    shop.query = () => Promise.reject(new Error('telemetry is gone'));
    await shop.sync(25);
    expect(shop.replicas).toBe(4);
    const cause =
      'unable to get metric hits_per_second: unable to fetch metrics from custom metrics API: telemetry is gone';
    expect(shop.condition('ScalingActive')).toBe(
      `False FailedGetPodsMetric: the HPA was unable to compute the replica count: ${cause}`,
    );
    shop.cpuMillicores = 100;
    await shop.sync();
    expect(shop.replicas).toBe(8);
  });

  test('leaves a target alone that somebody scaled while the figures were read', async () => {
    adapter(rules('1m'));
    shop.deploy(2);
    shop.autoscale({ metrics: [podsMetric('hits_per_second', '10')] });
    shop.query = async () => {
      shop.scaleTo(3);
      return [{ labels: { pod: 'web-1' }, value: 90 }];
    };
    await shop.sync();
    expect(shop.replicas).toBe(3);
    expect(shop.events).toEqual([]);
  });
});

test('keeps each decision with the numbers that it was made of', async () => {
  shop.deploy(2);
  shop.autoscale({ metrics: [resource('cpu', 50)], behavior: {} });
  shop.cpuMillicores = 100;
  await shop.sync();
  expect(shop.decisions).toMatchObject([
    {
      at: '2026-11-30T09:00:15.000Z',
      namespace: 'shop',
      name: 'web',
      target: 'Deployment/web',
      from: 2,
      to: 4,
      rescaleReason: 'cpu resource utilization (percentage of request) above target',
      metrics: [
        {
          kind: 'resourceUtilization',
          resource: 'cpu',
          target: 50,
          requests: { 'web-1': 100, 'web-2': 100 },
          readings: { 'web-1': { value: 100, timestamp: -1, window: 15 } },
          result: { replicas: 4, utilization: 100, averageValue: 100 },
        },
      ],
      behavior: { desired: 4, stabilized: 4, recommendations: [{ t: 0, desired: 2 }] },
    },
  ]);
});
