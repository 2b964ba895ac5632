import type { Supervisor } from '../kubelet/index.ts';
import type { EnginePlan } from '../machine/boot/plan-engine.ts';
import type { KeptTelemetry } from './keep-telemetry.ts';
import { composeScrapeTargets } from './scraping/compose-scrape-targets.ts';

interface FollowedPods {
  readonly plan: Pick<EnginePlan, 'ports' | 'set' | 'allowedHosts'>;
  readonly supervisor: Pick<Supervisor, 'deployments'>;
  /** The mesh's `/metrics`. */
  readonly adminPort: number;
}

/** Has the telemetry process scrape whatever pods there are, besides engine and mesh. */
export function followPods(telemetry: Pick<KeptTelemetry, 'follow'>, followed: FollowedPods): void {
  const { plan, supervisor, adminPort } = followed;
  const { control, otlp, prometheus } = plan.ports;
  telemetry.follow(() => ({
    otlpPort: otlp,
    apiPort: prometheus,
    allowedHosts: plan.allowedHosts.names,
    targets: composeScrapeTargets({
      namespace: plan.set.namespace,
      monitors: plan.set.objects.PodMonitor,
      controlPort: control,
      meshPort: adminPort,
      apiPort: prometheus,
      pods: supervisor.deployments
        .flatMap(({ pods }) => pods)
        .map(({ name, plan: podPlan, port, state }) => ({ name, plan: podPlan, port, phase: state.phase })),
    }),
  }));
}
