import type { Stored } from '../../api/objects/api-object.ts';
import { podPortsOf } from '../../api/objects/pod-ports.ts';
import { podStatusOf } from '../../api/objects/pod-status.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { clusterPace, type Pace, scrapeIntervalAt } from '../../machine/pace/pace.ts';
import { matchesSelector } from '../../manifests/index.ts';
import { labelScrapedPod } from './label-scraped-pod.ts';
import type { ScrapeTarget } from './scrape-target.ts';

/** Where the system's own processes show their metrics. */
interface OwnPorts {
  /** The namespace under which they are known. */
  readonly namespace: string;
  readonly controlPort: number;
  readonly meshPort: number;
  /** Of the telemetry process itself. */
  readonly apiPort: number;
  /** That of a cluster by default. */
  readonly pace?: Pace | undefined;
}

const longestTimeoutMs = 4_000;

/**
 * Whom to scrape: every running pod with a port, labelled as prometheus-operator labels the targets of its PodMonitor;
 * the engine, which stands for kube-state-metrics and the kubelet; the mesh proxy; and the telemetry process.
 */
export function translateScrapeTargets(store: Pick<ObjectStore, 'list'>, own: OwnPorts): ScrapeTarget[] {
  const { namespace, controlPort, meshPort, apiPort, pace = clusterPace } = own;
  const intervalMs = scrapeIntervalAt(pace);
  const monitors = store.list('PodMonitor');
  return [
    ...store.list('Pod').flatMap((pod) => podTarget(pod, monitors)),
    // Its series are about other pods, whose labels they carry.
    { ...ownTarget('engine', controlPort, namespace), honorLabels: true },
    ownTarget('mesh-proxy', meshPort, namespace),
    ownTarget('telemetry', apiPort, namespace),
  ].map((target) => ({ ...target, intervalMs, timeoutMs: Math.min(longestTimeoutMs, intervalMs) }));
}

type UntimedTarget = Omit<ScrapeTarget, 'intervalMs' | 'timeoutMs'>;

function podTarget(pod: Stored<'Pod'>, monitors: readonly Stored<'PodMonitor'>[]): UntimedTarget[] {
  const { name, namespace = 'default', labels: podLabels = {} } = pod.metadata;
  // Until one of its containers has begun to run a pod has nothing to show.
  if (podStatusOf(pod).phase !== 'Running') return [];
  const monitor = monitors.find((each) => selects(each, { namespace, labels: podLabels }));
  const scraped = scrapedPort(pod, monitor?.spec.podMetricsEndpoints?.[0]?.port);
  if (scraped === undefined) return [];
  const instance = `127.0.0.1:${scraped.port}`;
  const identity = { name, namespace, container: scraped.container, labels: podLabels };
  const labels = { ...labelScrapedPod(identity, monitor === undefined ? [] : [monitor]), instance };
  return [{ url: `http://${instance}/metrics`, pool: 'pods', labels, honorLabels: false }];
}

/** Without a `namespaceSelector` a monitor looks at its own namespace. */
function selects(
  { metadata, spec }: Stored<'PodMonitor'>,
  pod: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): boolean {
  const { any = false, matchNames = [] } = spec.namespaceSelector ?? {};
  const namespaces = matchNames.length > 0 ? matchNames : [metadata.namespace ?? 'default'];
  return (any || namespaces.includes(pod.namespace)) && matchesSelector(spec.selector, pod.labels);
}

/** The port that the monitor names, else the first that a container declares. */
function scrapedPort(pod: Stored<'Pod'>, portName: string | undefined) {
  const { ports } = podPortsOf(pod.metadata);
  const declared = pod.spec.containers.flatMap((container) =>
    (container.ports ?? []).flatMap(({ name, containerPort }) => {
      const port = ports[containerPort];
      return port === undefined ? [] : [{ name, port, container: container.name }];
    }),
  );
  return declared.find(({ name }) => name !== undefined && name === portName) ?? declared[0];
}

function ownTarget(job: string, port: number, namespace: string): UntimedTarget {
  const instance = `127.0.0.1:${port}`;
  const labels = { job, instance, namespace };
  return { url: `http://${instance}/metrics`, pool: job, labels, honorLabels: false };
}
