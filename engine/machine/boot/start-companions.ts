import { systemClock } from '@petstore/chassis/time';
import type { EngineOptions } from '../../engine-options.ts';
import { type Mesh, startMesh } from '../../mesh/index.ts';
import {
  type ForeignServer,
  type PostgresServer,
  type ProvisionOptions,
  provisionEmbedded,
  type RunningPostgres,
  settleOnServer,
  startPostgres,
} from '../../postgres/index.ts';
import { type KeptRunning, keepRunning } from '../processes/keep-running.ts';
import type { ProcessRegistry } from '../processes/process-registry.ts';
import type { EnginePlan } from './plan-engine.ts';

/** The processes beside the pods. */
export interface Companions {
  readonly mesh: KeptRunning<Mesh>;
  /** Null where the manifests declare no Cluster. */
  readonly postgres: KeptRunning<PostgresServer> | null;
  /** Makes the databases of the manifests on that server. */
  readonly provision: (contents: ProvisionOptions) => Promise<void>;
}

interface CompanionsOptions
  extends Pick<
    EngineOptions,
    'dataDirectory' | 'distDirectory' | 'logger' | 'postgresUrl' | 'postgresPatienceMs' | 'signal'
  > {
  readonly plan: EnginePlan;
  /** Lists the mesh proxy while it runs; one that cannot hear that its engine is gone must be found. */
  readonly processes: ProcessRegistry;
  readonly onPostgresStep: (step: string) => void;
}

/** Starts the mesh and the database side by side; when one cannot be started, the other is ended again. */
export async function startCompanions(options: CompanionsOptions): Promise<Companions> {
  const foreign = foreignServer(options);
  const starting = [keepMesh(options), foreign === null ? keepPostgres(options) : null] as const;
  try {
    const [mesh, embedded] = await Promise.all(starting);
    const postgres = foreign === null ? embedded : kept(foreign);
    const provision = async (contents: ProvisionOptions) => {
      if (foreign !== null) await foreign.provision(contents);
      else if (embedded !== null) await provisionEmbedded(embedded.current, contents);
    };
    return { mesh, postgres, provision };
  } catch (error) {
    const settled = await Promise.allSettled(starting);
    for (const result of settled) if (result.status === 'fulfilled') await result.value?.stop();
    throw error;
  }
}

const meshHostname = 'mesh-proxy';

function keepMesh({ distDirectory, logger, processes }: CompanionsOptions): Promise<KeptRunning<Mesh>> {
  return keepRunning({
    name: 'mesh proxy',
    clock: systemClock,
    logger,
    async start() {
      const mesh = await startMesh({ hostname: meshHostname, distDirectory, logger });
      const startedAt = new Date(systemClock.now()).toISOString();
      processes.add({ pid: mesh.pid, pod: meshHostname, container: meshHostname, startedAt });
      void mesh.ended.then(() => processes.remove(mesh.pid));
      return mesh;
    },
    exitOf: (mesh) => new Promise((resolve) => mesh.onExit((exit) => resolve(describe(exit)))),
  });
}

function foreignServer(options: CompanionsOptions): ForeignServer | null {
  const { plan, postgresUrl, postgresPatienceMs, signal, onPostgresStep } = options;
  if (plan.cluster === null || postgresUrl === undefined) return null;
  const parameters = plan.cluster.spec.postgresql?.parameters ?? {};
  return settleOnServer({
    url: postgresUrl,
    parameters,
    signal,
    patienceMs: postgresPatienceMs,
    onProgress: onPostgresStep,
  });
}

/** Somebody else keeps it running. */
function kept(server: ForeignServer): KeptRunning<PostgresServer> {
  return { current: server, onRestarted: () => undefined, stop: () => server.stop() };
}

async function keepPostgres(options: CompanionsOptions): Promise<KeptRunning<RunningPostgres> | null> {
  const { dataDirectory, logger, onPostgresStep, plan } = options;
  if (plan.cluster === null) return null;
  const parameters = plan.cluster.spec.postgresql?.parameters ?? {};
  const port = plan.ports.postgres;
  return keepRunning(
    {
      name: 'PostgreSQL',
      clock: systemClock,
      logger,
      start: (signal) =>
        startPostgres({ dataDirectory, port, parameters, signal, onProgress: onPostgresStep }),
      exitOf: async (postgres) => describe(await postgres.exited),
    },
    options.signal,
  );
}

interface CompanionExit {
  readonly code: number | null;
  readonly signal: string | null;
}

function describe({ code, signal }: CompanionExit): string {
  return signal ?? `code ${code ?? 'unknown'}`;
}
