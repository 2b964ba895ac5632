import type { DeploymentPlan, PodPhase } from '../../kubelet/index.ts';
import type { PodMonitor } from '../../manifests/index.ts';
import { labelScrapedPod } from './label-scraped-pod.ts';
import type { ScrapeTarget } from './scrape-target.ts';

/** What telemetry needs to know of a pod. */
export interface ScrapedPod {
  readonly name: string;
  readonly plan: Pick<DeploymentPlan, 'name' | 'namespace' | 'labels'> & {
    readonly main: { readonly name: string };
  };
  readonly port: number | null;
  readonly phase: PodPhase;
}

interface ScrapeComposition {
  readonly pods: readonly ScrapedPod[];
  readonly monitors: readonly PodMonitor[];
  readonly namespace: string;
  readonly controlPort: number;
  readonly meshPort: number;
  /** Of the telemetry process itself. */
  readonly apiPort: number;
}

/**
 * Fine enough to see what happens within ten seconds, which a rehearsal is about; a tenth of a percent of the pods'
 * time.
 */
const intervalMs = 5_000;
const timeoutMs = 4_000;
const timing = { intervalMs, timeoutMs };

/** Until it has begun to run its main container a pod has nothing to show. */
const unscrapedPhases: ReadonlySet<PodPhase> = new Set(['Pending', 'Init', 'Failed']);

/**
 * Whom to scrape: every pod with a port, labelled as prometheus-operator labels the targets of its PodMonitor; the
 * engine, which stands for kube-state-metrics and the kubelet; the mesh proxy; and the telemetry process.
 */
export function composeScrapeTargets(composition: ScrapeComposition): ScrapeTarget[] {
  const { namespace, pods, monitors, controlPort, meshPort, apiPort } = composition;
  return [
    ...pods.flatMap((pod) => podTarget(pod, monitors)),
    // Its series are about other pods, whose labels they carry.
    { ...ownTarget('engine', controlPort, namespace), honorLabels: true },
    ownTarget('mesh-proxy', meshPort, namespace),
    ownTarget('telemetry', apiPort, namespace),
  ];
}

function podTarget({ name, plan, port, phase }: ScrapedPod, monitors: readonly PodMonitor[]): ScrapeTarget[] {
  if (port === null || unscrapedPhases.has(phase)) return [];
  const instance = `127.0.0.1:${port}`;
  const { namespace, labels: podLabels, main } = plan;
  const labelled = labelScrapedPod({ name, namespace, container: main.name, labels: podLabels }, monitors);
  const labels = { ...labelled, instance };
  return [{ url: `http://${instance}/metrics`, pool: 'pods', labels, ...timing, honorLabels: false }];
}

function ownTarget(job: string, port: number, namespace: string): ScrapeTarget {
  const instance = `127.0.0.1:${port}`;
  const labels = { job, instance, namespace };
  return { url: `http://${instance}/metrics`, pool: job, labels, ...timing, honorLabels: false };
}
