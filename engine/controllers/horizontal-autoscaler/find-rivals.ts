import type { Stored } from '../../api/objects/api-object.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { matchesSelector } from '../../manifests/index.ts';
import type { LabelSelector } from '../../schemas/label-selector.ts';
import type { BarredMetrics } from './decide-sync.ts';
import { observeScale } from './observe-pods.ts';

interface SelectedPods {
  readonly pods: readonly Stored<'Pod'>[];
  readonly selector: LabelSelector;
}

/**
 * Several autoscalers of the same pods bar each other from the metrics:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go
 */
export function findRivals(
  store: Pick<ObjectStore, 'get' | 'list'>,
  autoscaler: Stored<'HorizontalPodAutoscaler'>,
  { pods, selector }: SelectedPods,
): BarredMetrics | null {
  const { namespace } = autoscaler.metadata;
  const selecting = store.list('HorizontalPodAutoscaler', namespace).filter(({ metadata, spec }) => {
    if (metadata.uid === autoscaler.metadata.uid) return true;
    const scale = observeScale(store, namespace, spec.scaleTargetRef);
    return scale !== null && pods.some((pod) => matchesSelector(scale.selector, pod.metadata.labels ?? {}));
  });
  if (selecting.length < 2) return null;
  const names = selecting.map(({ metadata }) => `{${metadata.name} ${metadata.namespace}}`).join(' ');
  const message = `pods by selector ${selectorText(selector)} are controlled by multiple HPAs: [${names}]`;
  return { reason: 'AmbiguousSelector', message };
}

/** As the scale subresource writes a selector. */
function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
    }),
  ]
    .toSorted()
    .join(',');
}
