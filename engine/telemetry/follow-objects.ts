import type { ObjectStore } from '../api/store/object-store.ts';
import type { Pace } from '../machine/pace/pace.ts';
import type { KeptTelemetry } from './keep-telemetry.ts';
import { translateScrapeTargets } from './scraping/translate-scrape-targets.ts';

interface FollowedObjects {
  readonly store: Pick<ObjectStore, 'list' | 'watch'>;
  /** The namespace under which the system's own processes are known. */
  readonly namespace: string;
  readonly ports: { readonly control: number; readonly otlp: number; readonly prometheus: number };
  readonly allowedHosts: readonly string[];
  /** The mesh's `/metrics`. */
  readonly adminPort: number;
  readonly pace?: Pace;
}

const scrapedKinds: ReadonlySet<string> = new Set(['Pod', 'PodMonitor']);

/** Has the telemetry process scrape whatever pods there are, besides engine and mesh. Returns what ends it. */
export function followObjects(
  telemetry: Pick<KeptTelemetry, 'follow' | 'refresh'>,
  { store, namespace, ports, allowedHosts, adminPort, pace }: FollowedObjects,
): () => void {
  const { control, otlp, prometheus } = ports;
  telemetry.follow(() => ({
    otlpPort: otlp,
    apiPort: prometheus,
    allowedHosts,
    targets: translateScrapeTargets(store, {
      namespace,
      controlPort: control,
      meshPort: adminPort,
      apiPort: prometheus,
      pace,
    }),
  }));
  return store.watch(({ object }) => {
    if (scrapedKinds.has(object.kind)) telemetry.refresh();
  });
}
