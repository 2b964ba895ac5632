import { systemClock } from '@petstore/chassis/time';
import type { EngineOptions } from './engine-options.ts';
import { type KeptRunning, keepRunning } from './keep-running.ts';
import { type Mesh, startMesh } from './mesh/index.ts';
import type { EnginePlan } from './plan-engine.ts';
import { type RunningPostgres, startPostgres } from './postgres/index.ts';
import type { ProcessRegistry } from './supervisor/index.ts';

/** The processes beside the pods. */
export interface Companions {
  readonly mesh: KeptRunning<Mesh>;
  /** Null where the manifests declare no Cluster. */
  readonly postgres: KeptRunning<RunningPostgres> | null;
}

export interface CompanionsOptions
  extends Pick<EngineOptions, 'dataDirectory' | 'distDirectory' | 'logger' | 'signal'> {
  readonly plan: EnginePlan;
  /** Lists the mesh proxy while it runs; one that cannot hear that its engine is gone must be found. */
  readonly processes: ProcessRegistry;
  readonly onPostgresStep: (step: string) => void;
}

/** Starts the mesh and the database side by side; when one cannot be started, the other is ended again. */
export async function startCompanions(options: CompanionsOptions): Promise<Companions> {
  const starting = [keepMesh(options), keepPostgres(options)] as const;
  try {
    const [mesh, postgres] = await Promise.all(starting);
    return { mesh, postgres };
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
