import { matchesSelector, type PodMonitor } from '../../manifests/index.ts';

/** What a PodMonitor can know of a pod before it is scraped. */
interface LabelledPod {
  readonly name: string;
  readonly namespace: string;
  readonly container: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The operator names a job after the monitor. */
type Monitor = Pick<PodMonitor, 'spec'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

type TargetLabels = Readonly<Record<string, string>>;
type Relabeling = NonNullable<
  NonNullable<PodMonitor['spec']['podMetricsEndpoints']>[number]['relabelings']
>[number];

/**
 * The labels that prometheus-operator would give a pod's target: those of the first PodMonitor that selects it, after
 * its relabelings; where none does, the pod's label `app` is its job. The address is another matter on one machine, so
 * what rewrites it is passed over.
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
 */
export function labelScrapedPod(pod: LabelledPod, monitors: readonly Monitor[]): TargetLabels {
  const { name, namespace, container, labels } = pod;
  const own = { namespace, pod: name, container };
  const monitor = monitors.find(({ spec }) => matchesSelector(spec.selector, labels));
  if (monitor === undefined) return { job: labels['app'] ?? name, ...own };
  const { jobLabel, podTargetLabels = [], podMetricsEndpoints = [] } = monitor.spec;
  const named = jobLabel === undefined ? undefined : ownValue(labels, jobLabel);
  const [endpoint] = podMetricsEndpoints;
  const begun = {
    job: named ?? `${monitor.metadata.namespace ?? namespace}/${monitor.metadata.name}`,
    ...own,
    ...(endpoint?.port === undefined ? {} : { endpoint: endpoint.port }),
    ...Object.fromEntries(podTargetLabels.map((label) => [sanitize(label), ownValue(labels, label) ?? ''])),
  };
  const relabelled = (endpoint?.relabelings ?? []).reduce<TargetLabels>(
    (target, relabeling) => relabel(target, relabeling, metaLabels(pod)),
    begun,
  );
  return Object.fromEntries(Object.entries(relabelled).filter(([, value]) => value !== ''));
}

/** Users choose the names: members of every object, such as `constructor`, are no labels. */
function ownValue(labels: TargetLabels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** Characters that no label of Prometheus has become underscores. */
function sanitize(label: string): string {
  return label.replace(/[^a-zA-Z0-9_]/g, '_');
}

function metaLabels({ name, namespace, container, labels }: LabelledPod): TargetLabels {
  const ofLabels = Object.entries(labels).map(([label, value]) => [
    `__meta_kubernetes_pod_label_${sanitize(label)}`,
    value,
  ]);
  return {
    __meta_kubernetes_namespace: namespace,
    __meta_kubernetes_pod_name: name,
    __meta_kubernetes_pod_container_name: container,
    ...Object.fromEntries(ofLabels),
  };
}

/**
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config, of it what names labels.
 */
function relabel(target: TargetLabels, relabeling: Relabeling, meta: TargetLabels): TargetLabels {
  const { action = 'replace', sourceLabels = [], separator = ';', targetLabel } = relabeling;
  const { regex = '(.*)', replacement = '$1' } = relabeling;
  const pattern = new RegExp(`^(?:${regex})$`, 's');
  const keep = (isKept: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(target).filter(([name]) => isKept(name)));
  if (action === 'labeldrop') return keep((name) => !pattern.test(name));
  if (action === 'labelkeep') return keep((name) => pattern.test(name));
  if (action !== 'replace' || targetLabel === undefined || targetLabel.startsWith('__')) return target;
  const value = sourceLabels
    .map((name) => ownValue(target, name) ?? ownValue(meta, name) ?? '')
    .join(separator);
  return pattern.test(value) ? { ...target, [targetLabel]: value.replace(pattern, replacement) } : target;
}
