import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Clock } from '@petstore/chassis/time';
import { type ClusterCredentials, keepKubeconfig, prepareCredentials } from '../../api/access/index.ts';
import { startControlApi } from '../../api/control/index.ts';
import { startClusterApi } from '../../api/http/index.ts';
import type { Engine, EngineOptions } from '../../engine-options.ts';
import { type Kubelet, type LogStore, openLogStore } from '../../kubelet/index.ts';
import { type PostgresHost, servedCluster } from '../../postgres/index.ts';
import { exposeAutoscalers } from '../../telemetry/expose-autoscalers.ts';
import { exposeObjects } from '../../telemetry/expose-objects.ts';
import { followObjects } from '../../telemetry/follow-objects.ts';
import { registerTraceRoutes } from '../../telemetry/index.ts';
import { type KeptTelemetry, keepTelemetry } from '../../telemetry/keep-telemetry.ts';
import { type DataFolder, dataFolderAt } from '../data-folder/data-folder.ts';
import { DecisionRing } from '../decisions/index.ts';
import { createPortAllocator, type PortAllocator } from '../ports/port-allocator.ts';
import { ProcessRegistry } from '../processes/process-registry.ts';
import { DeploymentCommands } from './deployment-commands.ts';
import { endWithProcess } from './end-with-process.ts';
import { type OpenedCluster, openCluster } from './open-cluster.ts';
import type { EnginePlan } from './plan-engine.ts';
import { reportPods } from './report-pods.ts';
import { RunningEngine } from './running-engine.ts';
import {
  type Companions,
  type CompanionsOptions,
  createPostgresHost,
  startCompanions,
} from './start-companions.ts';
import { type RunningWorkloads, startWorkloads } from './start-workloads.ts';
import type { Teardown } from './teardown.ts';

interface Start {
  readonly plan: EnginePlan;
  readonly options: EngineOptions;
  readonly clock: Clock;
  readonly teardown: Teardown;
  readonly startedAtMs: number;
  readonly remember: () => Promise<void>;
}

/** What is there before the first process is started. */
interface Ground extends Start {
  readonly folder: DataFolder;
  readonly processes: ProcessRegistry;
  readonly allocator: PortAllocator;
  readonly adminPort: number;
  readonly telemetry: KeptTelemetry;
  readonly postgresHost: PostgresHost;
}

interface Served extends Ground {
  readonly companions: Companions;
  readonly cluster: OpenedCluster;
  readonly credentials: ClusterCredentials;
  readonly logs: LogStore;
}

const changedByHand =
  '\n(What somebody changed in the objects since is kept from start to start; --fresh forgets it.)';
/** Pods that have not ended by then are killed, so that the database still has time to write its last checkpoint. */
const podsEndWithinMs = 1_500;

/**
 * Starts everything in its order and adds to the teardown what it started. Resolves when the pods are on their way up
 * and the control API answers.
 */
export async function bringUp(start: Start): Promise<Engine> {
  const ground = await layGround(start);
  const objects = objectsOfStart(ground.folder);
  start.teardown.add({ name: 'the objects of a refused start', run: () => objects.removeUnkept() });
  const { companions, cluster } = await openWithCompanions(ground);
  const { plan, options, clock } = start;
  options.signal?.throwIfAborted();
  await provisionDatabases(companions, cluster, options);
  objects.keep();
  await start.remember();
  const { folder } = ground;
  const credentials = await prepareCredentials(folder.access, clock.now());
  await keepKubeconfig(folder.directory, {
    credentials,
    port: plan.ports.cluster,
    portOffset: options.portOffset,
    namespace: plan.set.namespace,
  });
  const logs = await openLogStore({
    directory: folder.logs,
    clock,
    onProblem: (error) => options.logger.error({ err: error }, 'the output of pods cannot be stored'),
  });
  return serve({ ...ground, companions, cluster, credentials, logs });
}

/** A start that is refused leaves nothing: until it is accepted nobody else can have written an object. */
function objectsOfStart({ objects }: DataFolder) {
  let isUnkept = !existsSync(objects);
  return {
    keep: () => {
      isUnkept = false;
    },
    removeUnkept: async () => {
      if (isUnkept) await rm(objects, { recursive: true, force: true });
    },
  };
}

async function layGround(start: Start): Promise<Ground> {
  const { options, teardown } = start;
  const { logger, distDirectory } = options;
  const folder = dataFolderAt(options.dataDirectory);
  const allocator = createPortAllocator(options.portOffset);
  const adminPort = await allocator.allocate();
  const processes = new ProcessRegistry(folder.processes);
  // Nothing waits for it, so it may take its time beside the database.
  const telemetry = keepTelemetry({ distDirectory, logger, processes, clock: start.clock });
  teardown.add({ name: 'the telemetry', run: () => telemetry.stop() });
  const ground = { ...start, folder, processes, allocator, adminPort, telemetry };
  return { ...ground, postgresHost: createPostgresHost(companionOptions(ground)) };
}

/** The objects are read and applied while mesh and database start. */
async function openWithCompanions(
  ground: Ground,
): Promise<{ readonly companions: Companions; readonly cluster: OpenedCluster }> {
  const starting = prepareCompanions(ground);
  const opening = openCluster(ground).then((cluster) => {
    ground.teardown.add({ name: 'the objects', run: async () => cluster.close() });
    return cluster;
  });
  const [companions, cluster] = await Promise.allSettled([starting, opening]);
  if (companions.status === 'rejected') throw companions.reason;
  if (cluster.status === 'rejected') throw cluster.reason;
  return { companions: companions.value, cluster: cluster.value };
}

function companionOptions({
  plan,
  options,
  clock,
  processes,
}: Omit<Ground, 'postgresHost'>): CompanionsOptions {
  const onPostgresStep = (message: string) => options.onProgress?.({ step: 'postgres', message });
  return { ...options, plan, clock, processes, onPostgresStep };
}

async function prepareCompanions(ground: Ground): Promise<Companions> {
  const { options, teardown, telemetry, postgresHost } = ground;
  const companions = await startCompanions(companionOptions(ground), postgresHost);
  const { mesh, postgres } = companions;
  teardown.add(
    { name: 'the mesh', run: () => mesh.stop() },
    { name: 'PostgreSQL', run: (leftMs) => postgres.stop(leftMs) },
    { name: 'the telemetry', run: () => telemetry.stop() },
  );
  options.onProgress?.({ step: 'mesh', message: `the mesh proxy runs, process ${mesh.current.pid}` });
  return companions;
}

async function serve(served: Served): Promise<Engine> {
  const { plan, options, clock, teardown, telemetry, cluster, credentials, logs } = served;
  const { store, writer, secrets } = cluster;
  const { kubelet, publish, start, hostPorts } = await runWorkloads(served);
  options.signal?.throwIfAborted();
  const isFirst = cluster.applied.unchanged.length + cluster.applied.configured.length === 0;
  const commands = new DeploymentCommands({
    store,
    clock,
    logs,
    namespace: plan.set.namespace,
    publish,
    advice: isFirst ? '' : changedByHand,
  });
  const engine = new RunningEngine({ ...served, store, kubelet, commands, secrets, hostPorts });
  // Pods first: the ports of both APIs are opened while they load.
  start();
  const { logger } = options;
  const { names: allowedHosts } = plan.allowedHosts;
  const control = await startControlApi({
    port: plan.ports.control,
    allowedHosts,
    token: credentials.token,
    engine,
    logger,
    clock,
    extend: (server, metrics) => {
      registerTraceRoutes(server, telemetry.findTraces);
      exposeObjects(metrics, { store, usage: () => usageOf(kubelet) });
      exposeAutoscalers(metrics, store);
    },
  });
  teardown.add({ name: 'the control API', run: () => control.close() });
  const api = await startClusterApi({
    port: plan.ports.cluster,
    allowedHosts,
    credentials,
    store,
    writer,
    logs,
    podMetrics: kubelet.metrics,
    clock,
    logger,
  });
  teardown.add({ name: "Kubernetes' API", run: () => api.close() });
  return engine;
}

/** What is ended in the reverse order: first whatever makes pods, then the pods. */
async function runWorkloads(served: Served): Promise<RunningWorkloads> {
  const { plan, options, teardown, folder, processes, companions, cluster, telemetry, adminPort } = served;
  const { store, events, secrets, controllers } = cluster;
  const forget = endWithProcess(processes, companions);
  teardown.add({ name: 'the end with this process', run: async () => forget() });
  teardown.add({ name: "the pods' volumes", run: () => rm(folder.pods, { recursive: true, force: true }) });
  const decisions = new DecisionRing({
    directory: folder.decisions,
    onProblem: (error) => options.logger.error({ err: error }, 'decisions of controllers cannot be stored'),
  });
  teardown.add({ name: 'the decisions of controllers', run: () => decisions.stop() });
  const { recordEvent } = events;
  const workloads = await startWorkloads({ ...served, store, recordEvent, decisions });
  const { namespace } = plan.set;
  const { names: allowedHosts } = plan.allowedHosts;
  const unfollow = followObjects(telemetry, {
    store,
    namespace,
    ports: plan.ports,
    allowedHosts,
    adminPort,
    pace: plan.pace,
  });
  const unreport = reportPods(store, options.onProgress);
  const others = [...controllers, secrets, cluster.postgres, events];
  teardown.add({
    name: 'the pods',
    run: async (leftMs) => {
      unfollow();
      unreport();
      await Promise.all(others.map((other) => other.stop()));
      await workloads.stop(Math.min(podsEndWithinMs, leftMs));
    },
  });
  return {
    ...workloads,
    start: () => {
      workloads.start();
      for (const controller of [secrets, cluster.postgres, events]) controller.start();
    },
  };
}

function usageOf(kubelet: Kubelet) {
  return kubelet.pods.flatMap(({ namespace, name: pod, containers }) =>
    containers.flatMap(({ name: container, usage }) =>
      usage === null ? [] : [{ ...usage, namespace, pod, container }],
    ),
  );
}

/** A server that starts takes nobody in before it holds what the objects say. */
async function provisionDatabases(
  { postgres: host }: Companions,
  { store, postgres }: OpenedCluster,
  { onProgress, logger }: EngineOptions,
): Promise<void> {
  if (servedCluster(store) === null) return;
  const problems = await postgres.provisionAll();
  for (const problem of problems) logger.warn(problem);
  for (const message of problems) onProgress?.({ step: 'postgres', message });
  if (host.current === null) return;
  const { host: name, port, pid } = host.current;
  const where = pid === null ? `at ${name}:${port} is used` : `listens on ${port}`;
  const count = store.list('Database').length;
  onProgress?.({ step: 'postgres', message: `PostgreSQL ${where} with ${count} databases` });
}
