import type { PodUsage } from '../../kubelet/usage/pod-metrics.ts';
import { timestampAt } from '../objects/timestamp.ts';
import { parseLabelSelector } from '../selectors/parse-label-selector.ts';
import { type Answer, ok } from './answer.ts';
import type { ApiCall, ServedCluster } from './api-call.ts';
import { clusterApiErrors } from './errors.ts';
import { listOfItems } from './read-objects.ts';
import type { RequestTarget } from './request-target.ts';

const version = { group: 'metrics.k8s.io', version: 'v1beta1' } as const;
const apiVersion = 'metrics.k8s.io/v1beta1';

/** What pods use, as metrics-server tells it. https://github.com/kubernetes-sigs/metrics-server */
export function readPodMetrics({ query }: ApiCall, target: RequestTarget, cluster: ServedCluster): Answer {
  const { store, podMetrics } = cluster;
  const { namespace = '', name } = target;
  if (name !== undefined) {
    const usage = podMetrics.of(namespace, name);
    if (usage === null) throw unknown(`podmetrics.${version.group} "${namespace}/${name}" not found`);
    return ok(metricsOfPod(usage));
  }
  const matches = parseLabelSelector(query.get('labelSelector') ?? '');
  const items = store.list('Pod', target.namespace).flatMap(({ metadata }) => {
    const usage = matches(metadata.labels ?? {})
      ? podMetrics.of(metadata.namespace ?? '', metadata.name)
      : null;
    return usage === null ? [] : [metricsOfPod(usage, metadata.labels)];
  });
  return ok(listOfItems({ kind: 'PodMetrics', ...version }, {}, items));
}

/** The one node uses what its pods use: nothing else runs on it. */
export function readNodeMetrics({ query }: ApiCall, { name }: RequestTarget, cluster: ServedCluster): Answer {
  const { store, podMetrics } = cluster;
  const matches = parseLabelSelector(query.get('labelSelector') ?? '');
  const usages = podMetrics.list();
  const latest = usages.toSorted((one, other) => other.timestampMs - one.timestampMs)[0];
  const nodes = latest === undefined ? [] : store.list('Node');
  const items = nodes
    .filter(({ metadata }) => (name === undefined ? matches(metadata.labels ?? {}) : metadata.name === name))
    .map(({ metadata }) => ({
      kind: 'NodeMetrics',
      apiVersion,
      metadata: { name: metadata.name, creationTimestamp: timestampAt(latest?.timestampMs ?? 0) },
      ...measuredAt(latest),
      usage: sumOf(usages.flatMap(({ containers }) => containers)),
    }));
  if (name === undefined) return ok(listOfItems({ kind: 'NodeMetrics', ...version }, {}, items));
  const [item] = items;
  if (item === undefined) throw unknown(`nodemetrics.${version.group} "${name}" not found`);
  return ok(item);
}

function unknown(message: string) {
  return clusterApiErrors.create('api-path-unknown', { message });
}

function metricsOfPod(usage: PodUsage, labels?: Readonly<Record<string, string>>) {
  const { name, namespace, containers, timestampMs } = usage;
  return {
    kind: 'PodMetrics',
    apiVersion,
    metadata: { name, namespace, creationTimestamp: timestampAt(timestampMs), ...(labels ? { labels } : {}) },
    ...measuredAt(usage),
    containers: containers.map((container) => ({ name: container.name, usage: sumOf([container]) })),
  };
}

function measuredAt(usage: Pick<PodUsage, 'timestampMs' | 'windowSeconds'> | undefined) {
  const { timestampMs = 0, windowSeconds = 0 } = usage ?? {};
  return { timestamp: timestampAt(timestampMs), window: `${Number(windowSeconds.toFixed(3))}s` };
}

/** In the units of metrics-server: nanocores and KiB. */
function sumOf(containers: readonly { readonly cpuMillicores: number; readonly memoryBytes: number }[]) {
  const cpu = containers.reduce((sum, { cpuMillicores }) => sum + cpuMillicores, 0);
  const memory = containers.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  return { cpu: `${Math.round(cpu * 1_000_000)}n`, memory: `${Math.ceil(memory / 1024)}Ki` };
}
