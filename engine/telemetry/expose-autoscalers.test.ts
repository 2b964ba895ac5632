import { createMetrics } from '@petstore/chassis/metrics';
import { afterEach, expect, test } from 'vitest';
import { AutoscaledShop } from '../testing/autoscaled-shop.ts';
import { exposeAutoscalers } from './expose-autoscalers.ts';

const shop = new AutoscaledShop();
afterEach(() => shop.stop());

test('tells of autoscalers as their status does, and no more of one that is gone', async () => {
  const metrics = createMetrics();
  exposeAutoscalers(metrics, shop.store);
  const lines = async () =>
    (await metrics.expose()).body
      .split('\n')
      .filter((line) => line.startsWith('kube_horizontalpodautoscaler_'));
  shop.deploy(2);
  shop.autoscale({ minReplicas: 2, maxReplicas: 5 });
  shop.cpuMillicores = 120;
  await shop.sync();
  const labels = 'namespace="shop",horizontalpodautoscaler="web"';
  const conditionLines = ['AbleToScale true', 'ScalingActive true', 'ScalingLimited false'].flatMap(
    (each) => {
      const [type, status] = each.split(' ');
      return ['true', 'false', 'unknown'].map(
        (one) =>
          `kube_horizontalpodautoscaler_status_condition{${labels},condition="${type}",status="${one}"} ${one === status ? 1 : 0}`,
      );
    },
  );
  expect(await lines()).toEqual([
    `kube_horizontalpodautoscaler_spec_min_replicas{${labels}} 2`,
    `kube_horizontalpodautoscaler_spec_max_replicas{${labels}} 5`,
    `kube_horizontalpodautoscaler_status_current_replicas{${labels}} 2`,
    `kube_horizontalpodautoscaler_status_desired_replicas{${labels}} 3`,
    ...conditionLines,
  ]);
  shop.store.remove({ kind: 'HorizontalPodAutoscaler', name: 'web', namespace: 'shop' });
  expect(await lines()).toEqual([]);
});
