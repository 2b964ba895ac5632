import type { Stored } from '../../api/objects/api-object.ts';
import type { PodMetrics, PodUsage } from '../../kubelet/usage/pod-metrics.ts';
import type { AdapterAnswer, AdapterMetrics } from './adapter-metrics.ts';
import type { MetricReading } from './group-pods.ts';
import { type PodRequest, requestOf } from './observe-pods.ts';
import type { MetricSource } from './translate-autoscaler.ts';

/** What a metric is decided on. */
export interface ObservedMetric {
  /** By name of the pod; empty where the metric needs none. */
  readonly requests: ReadonlyMap<string, PodRequest>;
  readonly readings: ReadonlyMap<string, MetricReading>;
  readonly valuesMilli: readonly number[];
  /** Why nothing could be read, in the words of the metrics client. */
  readonly failure: string | null;
}

/** Where figures are read. */
export interface MetricReaders {
  readonly podMetrics: Pick<PodMetrics, 'list'>;
  readonly adapter: Pick<AdapterMetrics, 'ask'>;
}

export interface ObservedWorkload {
  readonly namespace: string;
  readonly pods: readonly Stored<'Pod'>[];
  readonly nowMs: number;
}

const nothing: ObservedMetric = { requests: new Map(), readings: new Map(), valuesMilli: [], failure: null };

export async function observeMetric(
  source: MetricSource,
  workload: ObservedWorkload,
  readers: MetricReaders,
): Promise<ObservedMetric> {
  switch (source.type) {
    case 'Resource':
      return observeResource({ ...source, container: null }, workload, readers);
    case 'ContainerResource':
      return observeResource(source, workload, readers);
    default:
      return observeAdapterMetric(source, workload, readers);
  }
}

interface AskedResource {
  readonly resource: string;
  readonly container: string | null;
}

function observeResource(
  asked: AskedResource,
  { namespace, pods, nowMs }: ObservedWorkload,
  { podMetrics }: MetricReaders,
): ObservedMetric {
  const { resource, container } = asked;
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const readings = new Map<string, MetricReading>();
  const requests = new Map(
    pods.map((pod) => [pod.metadata.name, requestOf(pod, resource, container)] as const),
  );
  for (const measured of podMetrics.list(namespace)) {
    if (!names.has(measured.name)) continue;
    const reading = readingOf(measured, asked, nowMs);
    if (reading === null) {
      const failure = `container ${container ?? ''} not present in metrics for pod ${namespace}/${measured.name}`;
      return { ...nothing, requests, failure };
    }
    readings.set(measured.name, reading);
  }
  const failure = readings.size > 0 ? null : 'no metrics returned from resource metrics API';
  return { ...nothing, requests, readings, failure };
}

/** Of one container where it is named; null where that container was not measured. */
function readingOf(
  { timestampMs, windowSeconds, containers }: PodUsage,
  { resource, container }: AskedResource,
  nowMs: number,
): MetricReading | null {
  const counted = containers.filter(({ name }) => container === null || name === container);
  if (counted.length === 0) return null;
  const valueMilli = counted
    .map(({ cpuMillicores, memoryBytes }) => (resource === 'cpu' ? cpuMillicores : memoryBytes * 1_000))
    .reduce((total, value) => total + Math.ceil(value), 0);
  return { valueMilli, atSeconds: (timestampMs - nowMs) / 1_000, windowSeconds };
}

type AdapterSource = Exclude<MetricSource, { readonly type: 'Resource' | 'ContainerResource' }>;

async function observeAdapterMetric(
  source: AdapterSource,
  { namespace, pods, nowMs }: ObservedWorkload,
  { adapter }: MetricReaders,
): Promise<ObservedMetric> {
  const { name, selector } = source.metric;
  const objects = objectsOf(source, pods);
  const answer = await adapter.ask({ name, selector, namespace, objects, timeMs: nowMs });
  const api = source.type === 'External' ? 'external' : 'custom';
  const noMetrics = `no metrics returned from ${api} metrics API`;
  if ('failure' in answer)
    return { ...nothing, failure: `unable to fetch metrics from ${api} metrics API: ${answer.failure}` };
  if (answer.figures.length === 0) return { ...nothing, failure: noMetrics };
  if (source.type !== 'Pods')
    return { ...nothing, valuesMilli: answer.figures.map(({ valueMilli }) => valueMilli) };
  const readings = readingsOf(answer);
  return { ...nothing, readings, failure: readings.size > 0 ? null : noMetrics };
}

function objectsOf(source: AdapterSource, pods: readonly Stored<'Pod'>[]) {
  if (source.type === 'Object') {
    const { kind, name } = source.describedObject;
    return { resource: kind.toLowerCase(), names: [name] };
  }
  if (source.type === 'External') return null;
  return { resource: 'pod', names: pods.map(({ metadata }) => metadata.name) };
}

/** The adapter's own time stands for that of the samples, as there. */
function readingsOf(answer: Extract<AdapterAnswer, { readonly figures: unknown }>) {
  return new Map<string, MetricReading>(
    answer.figures.flatMap(({ object, valueMilli }) =>
      object === null ? [] : [[object, { valueMilli, atSeconds: 0, windowSeconds: 0 }] as const],
    ),
  );
}
