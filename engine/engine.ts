import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemClock } from '@petstore/chassis/time';
import { keepKubeconfig, prepareCredentials } from './api/access/index.ts';
import { startControlApi } from './api/control/index.ts';
import type { Engine, EngineOptions } from './engine-options.ts';
import { engineErrors } from './errors.ts';
import { openLogStore } from './kubelet/index.ts';
import { endWithProcess } from './machine/boot/end-with-process.ts';
import { type EnginePlan, planEngine } from './machine/boot/plan-engine.ts';
import { preparePods } from './machine/boot/prepare-pods.ts';
import { RunningEngine } from './machine/boot/running-engine.ts';
import { type Companions, startCompanions } from './machine/boot/start-companions.ts';
import { Teardown } from './machine/boot/teardown.ts';
import { clearLeftovers, dataFolderAt } from './machine/data-folder/data-folder.ts';
import { lockDataFolder } from './machine/data-folder/data-folder-lock.ts';
import { checkHostPorts } from './machine/ports/check-host-ports.ts';
import { createPortAllocator } from './machine/ports/port-allocator.ts';
import { ProcessRegistry } from './machine/processes/process-registry.ts';
import { readRemembered } from './manifests/index.ts';
import { isPortOfOrphan } from './postgres/index.ts';
import { planPostgres } from './postgres/plan-postgres.ts';
import { resolveSecrets, type SecretStore } from './secrets/index.ts';
import { exposeCluster } from './telemetry/expose-cluster.ts';
import { followPods } from './telemetry/follow-pods.ts';
import { registerTraceRoutes } from './telemetry/index.ts';
import { type KeptTelemetry, keepTelemetry } from './telemetry/keep-telemetry.ts';

export type { Engine, EngineEnd, EngineOptions, EngineProgress } from './engine-options.ts';
export { engineErrors } from './errors.ts';

/** Three seconds after Ctrl-C nothing of the system runs any more; a little is left for the process itself. */
const endsWithinMs = 2_700;
/** Pods that have not ended by then are killed, so that the database still has time to write its last checkpoint. */
const podsEndWithinMs = 1_500;

/**
 * Runs a folder of manifests on this machine, in this process and its children. Resolves when everything is on its way
 * up and the control API answers; `ready()` waits for the pods. When the start fails, nothing of it is left running.
 */
export async function startEngine(written: EngineOptions): Promise<Engine> {
  const options = withAbsolutePaths(written);
  const startedAtMs = systemClock.now();
  const { manifests } = dataFolderAt(options.dataDirectory);
  const { set, remember } = await readRemembered(options.manifestsDirectory, manifests, {
    appDirectory: options.appDirectory,
    allowedVariables: new Set(options.allowedVariables),
  });
  const plan = planEngine(set, options);
  options.onProgress?.({
    step: 'manifests',
    message: `${plan.deployments.length} Deployments in ${options.manifestsDirectory}`,
  });
  reportUnlisted(plan, options);
  reportAwaited(plan, options);
  reportWideGateways(plan, options);
  reportSelection(plan, options);
  const teardown = new Teardown({ logger: options.logger, clock: systemClock, withinMs: endsWithinMs });
  const lock = await lockDataFolder(options.dataDirectory);
  teardown.add({ name: 'the lock of the data folder', run: () => lock.release() });
  try {
    await endLeftovers(options);
    await checkPorts(plan, options);
    options.signal?.throwIfAborted();
    return await bringUp({ plan, options, teardown, startedAtMs, remember });
  } catch (error) {
    await teardown.run();
    if (options.signal?.aborted === true) throw engineErrors.create('start-broken-off', { cause: error });
    throw error;
  }
}

/** A file that lies beside the others is expected to count. */
function reportUnlisted({ set: { unlisted } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (unlisted.length === 0) return;
  const message = `not read, because kustomization.yaml does not list it: ${unlisted.join(', ')}`;
  onProgress?.({ step: 'manifests', message });
}

/** What is checked and not acted on would else look as if it were. */
function reportAwaited({ set: { awaited } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (awaited.length === 0) return;
  const controllers = awaited.map(({ controller }) => controller).join(', ');
  onProgress?.({ step: 'manifests', message: `checked, but nothing acts on it here yet: ${controllers}` });
}

/** A Gateway that means everybody is easily taken for a port that is open to everybody. */
function reportWideGateways({ allowedHosts: { tooWide } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (tooWide.length === 0) return;
  const message = `the hosts of Gateway ${tooWide.join(', ')} name everybody: host ports answer to names of loopback only; add others with --allow-host NAME`;
  onProgress?.({ step: 'manifests', message });
}

/** Whoever starts a part must know what the rest would have done. */
function reportSelection({ selection }: EnginePlan, { onProgress }: EngineOptions): void {
  if (selection === null) return;
  const started = selection.started.map(({ name, prepares }) =>
    prepares === null ? name : `${name} (it prepares the database ${prepares.join(', ')})`,
  );
  const { leftOut, missing } = selection;
  const lines = [
    `starting ${started.join(', ')} only`,
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(', ')}`] : []),
    ...(missing.length > 0 ? [`nobody answers for ${missing.join(', ')}, which they call`] : []),
  ];
  onProgress?.({ step: 'deployments', message: lines.join('; ') });
}

interface Start {
  readonly plan: EnginePlan;
  readonly options: EngineOptions;
  readonly teardown: Teardown;
  readonly startedAtMs: number;
  readonly remember: () => Promise<void>;
}

async function bringUp({ plan, options, teardown, startedAtMs, remember }: Start): Promise<Engine> {
  const { logger, signal } = options;
  const folder = dataFolderAt(options.dataDirectory);
  const secrets = await resolveSecrets(plan.set, { directory: folder.secrets });
  const allocator = createPortAllocator(options.portOffset);
  const adminPort = await allocator.allocate();
  const processes = new ProcessRegistry(folder.processes);
  // Nothing waits for it, so it may take its time beside the database.
  const telemetry = keepTelemetry({ distDirectory: options.distDirectory, logger, processes });
  teardown.add({ name: 'the telemetry', run: () => telemetry.stop() });
  const companions = await prepareCompanions({ plan, options, teardown, processes, telemetry });
  signal?.throwIfAborted();
  await prepareDatabases(plan, companions, { secrets, options });
  // A start that is refused leaves nothing in the folder.
  await keepSecrets(secrets, options);
  await remember();
  const credentials = await prepareCredentials(folder.access, systemClock.now());
  await keepKubeconfig(folder.directory, {
    credentials,
    port: plan.ports.cluster,
    portOffset: options.portOffset,
    namespace: plan.set.namespace,
  });
  const logs = await openLogStore({
    directory: folder.logs,
    clock: systemClock,
    onProblem: (error) => logger.error({ err: error }, 'the output of pods cannot be stored'),
  });

  const forget = endWithProcess(processes, companions);
  teardown.add({ name: 'the end with this process', run: async () => forget() });
  teardown.add({ name: "the pods' volumes", run: () => rm(folder.pods, { recursive: true, force: true }) });
  const parts = { plan, options, secrets, companions, logs, folder, processes, allocator, adminPort };
  const supervisor = await preparePods({ ...parts, onPodChange: () => telemetry.refresh() });
  followPods(telemetry, { plan, supervisor, adminPort });
  teardown.add({ name: 'the pods', run: (leftMs) => supervisor.stop(Math.min(podsEndWithinMs, leftMs)) });
  signal?.throwIfAborted();
  const engine = new RunningEngine({ ...parts, startedAtMs, supervisor, telemetry, teardown });
  // Pods first: the control API is set up while they load.
  supervisor.start();
  const control = await startControlApi({
    port: plan.ports.control,
    allowedHosts: plan.allowedHosts.names,
    token: credentials.token,
    engine,
    logger,
    extend: (server, metrics) => {
      registerTraceRoutes(server, telemetry.findTraces);
      exposeCluster(metrics, supervisor);
    },
  });
  teardown.add({ name: 'the control API', run: () => control.close() });
  return engine;
}

function withAbsolutePaths(options: EngineOptions): EngineOptions {
  return {
    ...options,
    manifestsDirectory: resolve(options.manifestsDirectory),
    appDirectory: resolve(options.appDirectory),
    distDirectory: resolve(options.distDirectory),
    dataDirectory: resolve(options.dataDirectory),
  };
}

async function endLeftovers({ dataDirectory, onProgress }: EngineOptions): Promise<void> {
  const ended = await clearLeftovers(dataFolderAt(dataDirectory));
  if (ended.length === 0) return;
  onProgress?.({
    step: 'deployments',
    message: `ended what a killed engine had left: ${ended.map(({ pod }) => pod).join(', ')}`,
  });
}

/** A database that an earlier engine left on its port is no stranger: it is adopted. */
async function checkPorts({ cluster, ports }: EnginePlan, { dataDirectory }: EngineOptions): Promise<void> {
  const isAdoptable = cluster !== null && (await isPortOfOrphan({ dataDirectory, port: ports.postgres }));
  await checkHostPorts(ports.opened.filter(({ port }) => !(isAdoptable && port === ports.postgres)));
}

async function keepSecrets(secrets: SecretStore, options: EngineOptions): Promise<void> {
  await secrets.keep();
  const { generated } = secrets;
  if (generated.length === 0) return;
  const where = dataFolderAt(options.dataDirectory).secrets;
  options.onProgress?.({ step: 'secrets', message: `generated ${generated.length}, kept in ${where}` });
}

async function prepareCompanions({
  plan,
  options,
  teardown,
  processes,
  telemetry,
}: Omit<Start, 'startedAtMs' | 'remember'> & {
  readonly processes: ProcessRegistry;
  readonly telemetry: KeptTelemetry;
}): Promise<Companions> {
  const onPostgresStep = (message: string) => options.onProgress?.({ step: 'postgres', message });
  const companions = await startCompanions({ ...options, plan, processes, onPostgresStep });
  const { mesh, postgres } = companions;
  teardown.add(
    { name: 'the mesh', run: () => mesh.stop() },
    { name: 'PostgreSQL', run: async (leftMs) => postgres?.stop(leftMs) },
    { name: 'the telemetry', run: () => telemetry.stop() },
  );
  options.onProgress?.({ step: 'mesh', message: `the mesh proxy runs, process ${mesh.current.pid}` });
  return companions;
}

async function prepareDatabases(
  { cluster, set }: EnginePlan,
  { postgres, provision }: Companions,
  { secrets, options }: { readonly secrets: SecretStore; readonly options: EngineOptions },
): Promise<void> {
  if (cluster === null || postgres === null) return;
  await provision(planPostgres(cluster, set.databases, secrets));
  const { host, port, pid } = postgres.current;
  const where = pid === null ? `at ${host}:${port} is used` : `listens on ${port}`;
  const message = `PostgreSQL ${where} with ${set.databases.length} databases`;
  options.onProgress?.({ step: 'postgres', message });
}
