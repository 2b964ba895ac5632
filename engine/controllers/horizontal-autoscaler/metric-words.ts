import type { LabelSelector } from '../../schemas/label-selector.ts';
import type { MetricFailure } from './replica-proposal.ts';
import type { MetricSource, TranslatedMetric } from './translate-autoscaler.ts';

/**
 * The words of the controller in a cluster, which events, conditions and people's searches go by:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/podautoscaler/horizontal.go
 */

/** What asked for replicas, as in `New size: 4; reason: ... above target`. */
export function nameOfMetric({ source, spec }: TranslatedMetric): string {
  const isShare = spec?.kind === 'resourceUtilization';
  switch (source.type) {
    case 'Resource':
      return `${source.resource} resource${isShare ? ' utilization (percentage of request)' : ''}`;
    case 'ContainerResource':
      return `${source.resource} container resource${isShare ? ' utilization (percentage of request)' : ''}`;
    case 'Pods':
      return `pods metric ${source.metric.name}`;
    case 'Object':
      return spec?.kind === 'objectAverageValue'
        ? nameOfExternal(source.metric)
        : `${source.describedObject.kind} metric ${source.metric.name}`;
    case 'External':
      return nameOfExternal(source.metric);
  }
}

function nameOfExternal({
  name,
  selector,
}: {
  readonly name: string;
  readonly selector?: LabelSelector;
}): string {
  return `external metric ${name}(${describeSelector(selector)})`;
}

/** As Go prints a `*metav1.LabelSelector`. */
function describeSelector(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const requirements = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${requirements.join('')}},}`;
}

/** The reason of the event and of the condition ScalingActive. */
export function failureReason({ type }: MetricSource): string {
  return `FailedGet${type}Metric`;
}

/** What was wrong, without what it was for. */
const causes: Readonly<Record<Exclude<MetricFailure, 'metrics_unavailable' | 'missing_request'>, string>> = {
  no_pods: 'no pods returned by selector while calculating replica count',
  no_metrics_for_ready_pods: 'did not receive metrics for targeted pods (pods might be unready)',
  no_metrics_matched_pods: 'no metrics returned matched known pods',
};

export interface FailedRequest {
  readonly pod: string;
  readonly container: string;
}

interface FailureCircumstances {
  readonly error: MetricFailure;
  readonly namespace: string;
  /** What the metrics client said. */
  readonly reading: string | null;
  readonly lacking: FailedRequest | null;
}

/** Why a metric yields no proposal. */
export function causeOfFailure(
  { source, spec }: TranslatedMetric,
  { error, namespace, reading, lacking }: FailureCircumstances,
): string {
  if (spec === null) return missingTargets[source.type];
  if (error === 'metrics_unavailable')
    return causeOfUnreadable(source, namespace, reading ?? 'no metrics returned');
  if (error !== 'missing_request') return causes[error];
  const resource = 'resource' in source ? source.resource : '';
  return `missing request for ${resource} in container ${lacking?.container ?? ''} of Pod ${lacking?.pod ?? ''}`;
}

function causeOfUnreadable(source: MetricSource, namespace: string, reading: string): string {
  switch (source.type) {
    case 'Resource':
    case 'ContainerResource':
      return `unable to get metrics for resource ${source.resource}: ${reading}`;
    case 'Pods':
      return `unable to get metric ${source.metric.name}: ${reading}`;
    case 'Object': {
      const { kind, name } = source.describedObject;
      return `unable to get metric ${source.metric.name}: ${kind} on ${namespace} ${name}/${reading}`;
    }
    case 'External': {
      const { name, selector } = source.metric;
      return `unable to get external metric ${namespace}/${name}/${describeSelector(selector)}: ${reading}`;
    }
  }
}

const missingTargets: Readonly<Record<MetricSource['type'], string>> = {
  Resource:
    'invalid resource metric source: neither an average utilization target nor an average value target was set',
  ContainerResource:
    'invalid container resource metric source: neither an average utilization target nor an average value target was set',
  Pods: 'invalid pods metric source: no average value target was set',
  Object: 'invalid object metric source: neither a value target nor an average value target was set',
  External: 'invalid external metric source: neither a value target nor an average value target was set',
};

/** The message of the event and the condition: the cause under the kind of figure that was wanted. */
export function failureMessage({ source, spec }: TranslatedMetric, cause: string): string {
  if (spec === null) return cause;
  switch (source.type) {
    case 'Resource':
    case 'ContainerResource': {
      const figure = spec.kind === 'resourceUtilization' ? 'utilization' : 'usage';
      return `failed to get ${source.resource} ${figure}: ${cause}`;
    }
    case 'Object':
      return spec.kind === 'objectAverageValue'
        ? `failed to get ${source.metric.name} object metric: ${cause}`
        : cause;
    case 'External':
      return spec.kind === 'externalAverageValue'
        ? `failed to get ${source.metric.name} external metric: ${cause}`
        : `failed to get external metric ${source.metric.name}: ${cause}`;
    case 'Pods':
      return cause;
  }
}

/** The same once more in the sentence about all metrics. */
export function outerFailure({ source }: TranslatedMetric, message: string): string {
  switch (source.type) {
    case 'Resource':
      return `failed to get ${source.resource} resource metric value: ${message}`;
    case 'ContainerResource':
      return `failed to get ${source.resource} container metric value: ${message}`;
    case 'Pods':
      return `failed to get pods metric value: ${message}`;
    case 'Object':
      return `failed to get object metric value: ${message}`;
    case 'External':
      return `failed to get ${source.metric.name} external metric value: ${message}`;
  }
}
