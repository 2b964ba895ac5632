import { availableParallelism, totalmem } from 'node:os';
import type { Clock } from '@petstore/chassis/time';
import { clusterRelease } from '../../api/http/index.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import { nodeCapacity } from '../../api/objects/node-capacity.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { createDeploymentController } from '../../controllers/deployment/run-deployments.ts';
import { createEndpointsController } from '../../controllers/endpoints/run-endpoints.ts';
import { createGarbageCollector } from '../../controllers/garbage-collector/run-garbage-collector.ts';
import { HorizontalAutoscalers } from '../../controllers/horizontal-autoscaler/run-autoscalers.ts';
import { HostPorts } from '../../controllers/mesh-publication/host-ports.ts';
import { runMeshPublication } from '../../controllers/mesh-publication/run-mesh-publication.ts';
import type { MeshSurroundings } from '../../controllers/mesh-publication/translate-mesh.ts';
import { createNodeController } from '../../controllers/node/run-node.ts';
import type { Controller } from '../../controllers/reconciler.ts';
import { createReplicaSetController } from '../../controllers/replica-set/run-replica-sets.ts';
import { createScheduler } from '../../controllers/scheduler/run-scheduler.ts';
import type { EngineOptions } from '../../engine-options.ts';
import {
  type ClusterAddresses,
  createKubelet,
  type Kubelet,
  type LogStore,
  StartQueue,
} from '../../kubelet/index.ts';
import { servedPostgresHosts } from '../../postgres/index.ts';
import type { KeptTelemetry } from '../../telemetry/keep-telemetry.ts';
import type { DataFolder } from '../data-folder/data-folder.ts';
import type { DecisionRing } from '../decisions/index.ts';
import type { PortAllocator } from '../ports/port-allocator.ts';
import { hostEnvironment } from '../processes/host-environment.ts';
import type { ProcessRegistry } from '../processes/process-registry.ts';
import type { EnginePlan } from './plan-engine.ts';
import type { Companions } from './start-companions.ts';

interface WorkloadsOptions {
  readonly plan: EnginePlan;
  readonly options: EngineOptions;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly recordEvent: RecordEvent;
  readonly companions: Companions;
  readonly telemetry: Pick<KeptTelemetry, 'query'>;
  /** Where autoscalers keep what they decided. */
  readonly decisions: Pick<DecisionRing, 'keep'>;
  readonly logs: LogStore;
  readonly folder: DataFolder;
  readonly processes: ProcessRegistry;
  readonly allocator: PortAllocator;
  readonly adminPort: number;
}

/** What turns Deployments into processes behind the mesh. */
export interface RunningWorkloads {
  readonly kubelet: Kubelet;
  readonly hostPorts: HostPorts;
  /** Resolves when the mesh follows what the objects say now. */
  publish(): Promise<void>;
  /** Begins to run what the objects want. */
  start(): void;
  stop(withinMs: number): Promise<void>;
}

const startsAtOnce = 8 * availableParallelism();
const longestStartMs = 1_000;
/** As metrics-server, which asks every 15 s; a shorter one needs two measurements of the kubelet. */
const usageWindowMs = 15_000;
const shortestUsageWindowMs = 4_000;

/** Makes the controllers and the kubelet, and resolves when the mesh serves. No pod is started yet. */
export async function startWorkloads(parts: WorkloadsOptions): Promise<RunningWorkloads> {
  const { store, clock, companions, options } = parts;
  const { logger } = options;
  const { portOffset } = options;
  const { reserved } = parts.plan.ports;
  const hostPorts = new HostPorts({ store, portOffset, reserved, recordEvent: parts.recordEvent });
  await hostPorts.update();
  const publisher = runMeshPublication({
    store,
    clock,
    logger,
    mesh: () => companions.mesh.current,
    surroundings: () => surroundings(parts),
    hostPorts,
  });
  companions.mesh.onRestarted(() => {
    publisher
      .publish()
      .catch((error) => logger.error({ err: error }, 'the new mesh proxy has no configuration'));
  });
  const kubelet = createKubelet({
    store,
    recordEvent: parts.recordEvent,
    addresses: () => clusterAddresses(parts),
    context: podContext(parts, () => publisher.publish()),
  });
  const controllers = [...workloadControllers(parts, kubelet), publisher];
  await publisher.publish();
  return {
    kubelet,
    hostPorts,
    publish: () => publisher.publish(),
    start: () => {
      kubelet.start();
      for (const controller of controllers) controller.start();
    },
    stop: async (withinMs) => {
      await Promise.all(controllers.map((controller) => controller.stop()));
      await kubelet.stop(withinMs);
    },
  };
}

function workloadControllers(parts: WorkloadsOptions, kubelet: Kubelet): Controller[] {
  const { store, clock, recordEvent, options, telemetry, decisions } = parts;
  const shared = { store, clock, recordEvent, logger: options.logger, random: Math.random };
  const capacity = nodeCapacity({ cores: availableParallelism(), memoryBytes: totalmem() });
  return [
    createNodeController({ ...shared, capacity, kubeletVersion: clusterRelease.gitVersion }),
    createDeploymentController(shared),
    createReplicaSetController(shared),
    createScheduler({ ...shared, capacity }),
    createEndpointsController(shared),
    createGarbageCollector(shared),
    new HorizontalAutoscalers({
      ...shared,
      pace: parts.plan.pace,
      podMetrics: kubelet.metrics,
      query: telemetry.query,
      onDecision: (decision) => decisions.keep(decision),
    }),
  ];
}

function surroundings({ plan, adminPort }: WorkloadsOptions): MeshSurroundings {
  return {
    adminPort,
    allowedHosts: plan.allowedHosts.names,
    hostListeners: [],
  };
}

function clusterAddresses({ store, companions, plan }: WorkloadsOptions): ClusterAddresses {
  return {
    postgres: companions.postgres.current,
    postgresHosts: servedPostgresHosts(store),
    otlpPort: plan.ports.otlp,
  };
}

function podContext(
  { plan, options, clock, logs, allocator, processes, folder, companions }: WorkloadsOptions,
  publish: () => Promise<void>,
) {
  return {
    clock,
    logger: options.logger,
    logs,
    ports: allocator,
    processes,
    starts: new StartQueue({ clock, mostAtOnce: startsAtOnce, holdMs: longestStartMs }),
    nodePath: process.execPath,
    appDirectory: options.appDirectory,
    podsDirectory: folder.pods,
    hostEnvironment: hostEnvironment(process.env),
    allowedVariables: new Set(options.allowedVariables),
    usageWindowMs: Math.max(shortestUsageWindowMs, plan.pace.shorten(usageWindowMs)),
    publish,
    drained: (pod: string) => companions.mesh.current.drained(pod),
  };
}
