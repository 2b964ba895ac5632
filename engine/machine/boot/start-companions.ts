import type { Clock } from '@petstore/chassis/time';
import type { EngineOptions } from '../../engine-options.ts';
import { type Mesh, startMesh } from '../../mesh/index.ts';
import { embeddedHost, foreignHost, type PostgresHost } from '../../postgres/index.ts';
import { type KeptRunning, keepRunning } from '../processes/keep-running.ts';
import type { ProcessRegistry } from '../processes/process-registry.ts';
import type { EnginePlan } from './plan-engine.ts';

/** The processes beside the pods. */
export interface Companions {
  readonly mesh: KeptRunning<Mesh>;
  readonly postgres: PostgresHost;
}

export interface CompanionsOptions
  extends Pick<
    EngineOptions,
    'dataDirectory' | 'distDirectory' | 'logger' | 'postgresUrl' | 'postgresPatienceMs' | 'signal'
  > {
  readonly plan: EnginePlan;
  readonly clock: Clock;
  /** Lists the mesh proxy while it runs; one that cannot hear that its engine is gone must be found. */
  readonly processes: ProcessRegistry;
  readonly onPostgresStep: (step: string) => void;
}

/** The server that serves the Cluster of the objects: the embedded one, or the one of `--postgres`. */
export function createPostgresHost(options: CompanionsOptions): PostgresHost {
  const {
    plan,
    postgresUrl: url,
    postgresPatienceMs: patienceMs,
    signal,
    onPostgresStep: onProgress,
  } = options;
  if (url !== undefined) return foreignHost({ url, patienceMs, signal, onProgress });
  return embeddedHost({ ...options, port: plan.ports.postgres, onProgress });
}

/**
 * Starts the mesh, and the database of the files' Cluster, side by side; when one cannot be started, the other is ended
 * again.
 */
export async function startCompanions(
  options: CompanionsOptions,
  postgres: PostgresHost,
): Promise<Companions> {
  const { cluster } = options.plan;
  const serving = cluster === null ? undefined : postgres.serve(cluster.spec.postgresql?.parameters ?? {});
  const [mesh, served] = await Promise.allSettled([keepMesh(options), serving]);
  if (mesh.status === 'fulfilled' && served.status === 'fulfilled') return { mesh: mesh.value, postgres };
  if (mesh.status === 'fulfilled') await mesh.value.stop();
  await postgres.stop();
  throw mesh.status === 'rejected' ? mesh.reason : (served as PromiseRejectedResult).reason;
}

const meshHostname = 'mesh-proxy';

function keepMesh({
  distDirectory,
  logger,
  processes,
  clock,
}: CompanionsOptions): Promise<KeptRunning<Mesh>> {
  return keepRunning({
    name: 'mesh proxy',
    clock,
    logger,
    async start() {
      const mesh = await startMesh({ hostname: meshHostname, distDirectory, logger });
      const startedAt = new Date(clock.now()).toISOString();
      processes.add({ pid: mesh.pid, pod: meshHostname, container: meshHostname, startedAt });
      void mesh.ended.then(() => processes.remove(mesh.pid));
      return mesh;
    },
    exitOf: (mesh) =>
      new Promise((resolve) =>
        mesh.onExit(({ code, signal }) => resolve(signal ?? `code ${code ?? 'unknown'}`)),
      ),
  });
}
