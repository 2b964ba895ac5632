import { availableParallelism } from 'node:os';
import { systemClock } from '@petstore/chassis/time';
import type { EngineOptions } from '../../engine-options.ts';
import { createSupervisor, type LogStore, StartQueue, type Supervisor } from '../../kubelet/index.ts';
import { composeMesh } from '../../mesh/compose-mesh.ts';
import { MeshPublication } from '../../mesh/mesh-publication.ts';
import type { SecretStore } from '../../secrets/index.ts';
import type { DataFolder } from '../data-folder/data-folder.ts';
import type { PortAllocator } from '../ports/port-allocator.ts';
import { hostEnvironment } from '../processes/host-environment.ts';
import type { ProcessRegistry } from '../processes/process-registry.ts';
import { clusterObjects } from './cluster-objects.ts';
import type { EnginePlan } from './plan-engine.ts';
import { reportPods } from './report-pods.ts';
import type { Companions } from './start-companions.ts';

interface PodsOptions {
  readonly plan: EnginePlan;
  readonly options: EngineOptions;
  readonly secrets: SecretStore;
  readonly companions: Companions;
  readonly logs: LogStore;
  readonly folder: DataFolder;
  readonly processes: ProcessRegistry;
  readonly allocator: PortAllocator;
  readonly adminPort: number;
  /** Told after every change of a pod. */
  readonly onPodChange: () => void;
}

const startsAtOnce = 8 * availableParallelism();
const longestStartMs = 1_000;

/**
 * Makes the supervisor of all Deployments and ties the mesh to what its pods are; resolves when the mesh serves. No pod
 * is started yet.
 */
export async function preparePods(parts: PodsOptions): Promise<Supervisor> {
  const { plan, options, secrets, companions, logs, allocator, processes } = parts;
  const { logger } = options;
  const report = reportPods(() => supervisor, options.onProgress);
  const supervisor: Supervisor = createSupervisor({
    plans: plan.deployments,
    random: Math.random,
    onPodChange: (pod, before) => {
      report(pod, before);
      parts.onPodChange();
    },
    context: {
      clock: systemClock,
      logger,
      logs,
      ports: allocator,
      processes,
      starts: new StartQueue({ clock: systemClock, mostAtOnce: startsAtOnce, holdMs: longestStartMs }),
      nodePath: process.execPath,
      appDirectory: options.appDirectory,
      podsDirectory: parts.folder.pods,
      hostEnvironment: hostEnvironment(process.env),
      allowedVariables: new Set(options.allowedVariables),
      cluster: clusterObjects(plan.set, secrets, {
        postgres: companions.postgres?.current ?? null,
        otlpPort: plan.ports.otlp,
      }),
      publish: () => publication.publish(),
      drained: (pod) => companions.mesh.current.drained(pod),
    },
  });
  const publication = meshPublication(parts, supervisor);
  companions.mesh.onRestarted(() => {
    publication
      .publish()
      .catch((error) => logger.error({ err: error }, 'the new mesh proxy has no configuration'));
  });
  await publication.publish();
  return supervisor;
}

function meshPublication(
  { plan, companions, adminPort }: PodsOptions,
  supervisor: Supervisor,
): MeshPublication {
  const { namespace, services } = plan.set;
  return new MeshPublication({
    mesh: () => companions.mesh.current,
    clock: systemClock,
    compose: () =>
      composeMesh({
        namespace,
        adminPort,
        allowedHosts: plan.allowedHosts.names,
        hostListeners: plan.ports.services,
        services,
        pods: supervisor.deployments
          .flatMap(({ pods }) => pods)
          .map(({ name, plan: podPlan, port, state, isTerminating, listeners }) => ({
            name,
            plan: podPlan,
            port,
            listeners,
            takesRequests: state.isReady && !isTerminating,
          })),
      }),
  });
}
