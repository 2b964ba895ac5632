import { formatMilli } from '../../manifests/index.ts';
import type { DecidedMetric } from './decide-sync.ts';
import { sum } from './pod-usage.ts';

/**
 * An entry of `status.currentMetrics`, at the place of its metric in the spec; one that failed is an entry without a
 * type, as in a cluster.
 */
export function metricStatus({ metric, decision, observation }: DecidedMetric): object {
  if ('error' in decision) return { type: '' };
  const { source } = metric;
  const { utilizationPercent, averageValueMilli } = decision;
  const averageValue = averageValueMilli === null ? {} : { averageValue: formatMilli(averageValueMilli) };
  switch (source.type) {
    case 'Resource':
    case 'ContainerResource': {
      const share = utilizationPercent === null ? {} : { averageUtilization: utilizationPercent };
      const { type, resource: name, ...container } = source;
      const field = type === 'Resource' ? 'resource' : 'containerResource';
      return { type, [field]: { name, ...container, current: { ...share, ...averageValue } } };
    }
    case 'Pods':
      return { type: source.type, pods: { metric: source.metric, current: averageValue } };
    case 'Object': {
      const { describedObject, metric: named } = source;
      return { type: source.type, object: { describedObject, metric: named, current: totalStatus() } };
    }
    case 'External':
      return { type: source.type, external: { metric: source.metric, current: totalStatus() } };
  }

  function totalStatus(): object {
    const isAverage =
      metric.spec?.kind === 'objectAverageValue' || metric.spec?.kind === 'externalAverageValue';
    return isAverage ? averageValue : { value: formatMilli(sum(observation.valuesMilli)) };
  }
}
